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

package io.stickycluster.link;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;

/**
 * Secrets that tell the process of one launch from all others.
 */
public final class LinkToken {

	private static final int BYTES = 20;

	private static final SecureRandom RANDOM = new SecureRandom();

	private LinkToken() {
	}

	/**
	 * Create a new secret. All have the same length.
	 * @return the secret, in letters and digits
	 */
	public static String generate() {
		byte[] token = new byte[BYTES];
		RANDOM.nextBytes(token);
		return HexFormat.of().formatHex(token);
	}

	/**
	 * Compare two secrets, in a time that does not tell how much of them is the same.
	 * @param expected one secret
	 * @param actual the other
	 * @return whether they are the same
	 */
	static boolean matches(String expected, String actual) {
		return MessageDigest.isEqual(expected.getBytes(StandardCharsets.UTF_8),
				actual.getBytes(StandardCharsets.UTF_8));
	}

}
