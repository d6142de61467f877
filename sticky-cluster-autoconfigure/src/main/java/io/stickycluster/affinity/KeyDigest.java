/*
 * Copyright 2026-present the original author or authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */

package io.stickycluster.affinity;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * Makes the affinity key of a text. By half of its SHA-256, not by a hash with a random
 * seed: all gateways, and one after its restart, have to come to the same key, and yet
 * nobody is to find two texts with the same.
 */
public final class KeyDigest {

	private static final ThreadLocal<MessageDigest> SHA_256 = ThreadLocal.withInitial(KeyDigest::sha256);

	private KeyDigest() {
	}

	/**
	 * Return the key of a text.
	 * @param text the text
	 * @return the key
	 */
	public static AffinityKey of(String text) {
		byte[] digest = SHA_256.get().digest(text.getBytes(StandardCharsets.UTF_8));
		return new AffinityKey(AffinityKey.number(digest, 0, Long.BYTES),
				AffinityKey.number(digest, Long.BYTES, Long.BYTES));
	}

	private static MessageDigest sha256() {
		try {
			return MessageDigest.getInstance("SHA-256");
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
