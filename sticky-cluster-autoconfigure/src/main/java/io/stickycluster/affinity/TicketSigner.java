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

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import org.jspecify.annotations.Nullable;

/**
 * Writes tickets that nobody else can write, and reads them: 60 characters of the
 * alphabet for URLs, which are a version, the ticket and the first half of its
 * HMAC-SHA-256. Thread-safe.
 */
public final class TicketSigner {

	private static final String ALGORITHM = "HmacSHA256";

	private static final byte VERSION = 1;

	private static final int CONTENT_BYTES = 1 + Long.BYTES + Long.BYTES + Integer.BYTES + Long.BYTES;

	private static final int SIGNATURE_BYTES = 16;

	private static final int LENGTH = (CONTENT_BYTES + SIGNATURE_BYTES) / 3 * 4;

	private final ThreadLocal<Mac> macs;

	/**
	 * Create a signer.
	 * @param secret what the signatures depend on
	 */
	public TicketSigner(byte[] secret) {
		SecretKeySpec key = new SecretKeySpec(secret, ALGORITHM);
		this.macs = ThreadLocal.withInitial(() -> mac(key));
	}

	/**
	 * Write a ticket.
	 * @param ticket the ticket
	 * @return its text
	 */
	public String write(ClientTicket ticket) {
		ByteBuffer bytes = ByteBuffer.allocate(CONTENT_BYTES + SIGNATURE_BYTES)
			.put(VERSION)
			.putLong(ticket.client().high())
			.putLong(ticket.client().low())
			.putInt(ticket.index())
			.putLong(ticket.expires());
		bytes.put(sign(bytes.array()), 0, SIGNATURE_BYTES);
		return Base64.getUrlEncoder().encodeToString(bytes.array());
	}

	/**
	 * Read a ticket. Takes as long for a wrong signature as for the right one.
	 * @param text its text
	 * @return the ticket, which may have expired, {@code null} when it was not written
	 * with the same secret
	 */
	public @Nullable ClientTicket read(String text) {
		if (text.length() != LENGTH) {
			return null;
		}
		byte[] bytes;
		try {
			bytes = Base64.getUrlDecoder().decode(text.getBytes(StandardCharsets.ISO_8859_1));
		}
		catch (IllegalArgumentException ex) {
			return null;
		}
		if (bytes.length != CONTENT_BYTES + SIGNATURE_BYTES) {
			return null;
		}
		byte[] signature = new byte[SIGNATURE_BYTES];
		System.arraycopy(bytes, CONTENT_BYTES, signature, 0, SIGNATURE_BYTES);
		byte[] expected = new byte[SIGNATURE_BYTES];
		System.arraycopy(sign(bytes), 0, expected, 0, SIGNATURE_BYTES);
		ByteBuffer content = ByteBuffer.wrap(bytes);
		if (!MessageDigest.isEqual(expected, signature) || content.get() != VERSION) {
			return null;
		}
		return new ClientTicket(new AffinityKey(content.getLong(), content.getLong()), content.getInt(),
				content.getLong());
	}

	private byte[] sign(byte[] bytes) {
		Mac mac = this.macs.get();
		mac.update(bytes, 0, CONTENT_BYTES);
		return mac.doFinal();
	}

	private static Mac mac(SecretKeySpec key) {
		try {
			Mac mac = Mac.getInstance(ALGORITHM);
			mac.init(key);
			return mac;
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
