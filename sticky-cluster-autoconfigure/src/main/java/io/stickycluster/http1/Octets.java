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

package io.stickycluster.http1;

import java.nio.charset.StandardCharsets;

/**
 * What each octet may be part of (RFC 9110, section 5.6; RFC 3986, appendix A).
 */
final class Octets {

	private static final byte TOKEN = 1;

	private static final byte TEXT = 2;

	private static final byte TARGET = 4;

	private static final byte NAME = 8;

	private static final byte[] KINDS = new byte[256];

	static {
		for (int octet = 0; octet < KINDS.length; octet++) {
			boolean visible = octet > ' ' && octet < 0x7f;
			boolean alphanumeric = visible && Character.isLetterOrDigit(octet);
			mark(octet, TOKEN, alphanumeric || isOneOf(octet, "!#$%&'*+-.^_`|~"));
			mark(octet, TEXT, visible || octet == ' ' || octet == '\t' || octet >= 0x80);
			mark(octet, TARGET, visible && octet != '#');
			mark(octet, NAME, alphanumeric || isOneOf(octet, "-._~!$&'()*+,;="));
		}
	}

	private Octets() {
	}

	private static void mark(int octet, byte kind, boolean is) {
		if (is) {
			KINDS[octet] |= kind;
		}
	}

	private static boolean isOneOf(int octet, String octets) {
		return octets.indexOf(octet) != -1;
	}

	/**
	 * Return whether an octet may be part of a token, such as a method or a field's name.
	 * @param octet the octet
	 * @return whether it may
	 */
	static boolean isToken(byte octet) {
		return (KINDS[octet & 0xff] & TOKEN) != 0;
	}

	/**
	 * Return whether an octet may be part of a field's value or a reason phrase.
	 * @param octet the octet
	 * @return whether it may
	 */
	static boolean isText(byte octet) {
		return (KINDS[octet & 0xff] & TEXT) != 0;
	}

	/**
	 * Return whether an octet may be part of a request target. More than the grammar
	 * allows is sent by browsers.
	 * @param octet the octet
	 * @return whether it may
	 */
	static boolean isTarget(byte octet) {
		return (KINDS[octet & 0xff] & TARGET) != 0;
	}

	/**
	 * Return whether a character may stand for itself in a host's name.
	 * @param c the character
	 * @return whether it may
	 */
	static boolean isRegisteredName(char c) {
		return c < 0x80 && (KINDS[c] & NAME) != 0;
	}

	static boolean isBlank(byte octet) {
		return octet == ' ' || octet == '\t';
	}

	static int lowerCase(int octet) {
		return (octet >= 'A' && octet <= 'Z') ? (octet | 0x20) : octet;
	}

	static boolean isEqual(byte[] bytes, int start, int end, CharSequence text) {
		if (end - start != text.length()) {
			return false;
		}
		for (int i = 0; i < text.length(); i++) {
			if ((bytes[start + i] & 0xff) != text.charAt(i)) {
				return false;
			}
		}
		return true;
	}

	static String string(byte[] bytes, int start, int end) {
		return new String(bytes, start, end - start, StandardCharsets.ISO_8859_1);
	}

}
