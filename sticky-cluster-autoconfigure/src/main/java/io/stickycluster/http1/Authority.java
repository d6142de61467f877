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

import io.netty.util.NetUtil;

/**
 * The host and port that a request is for (RFC 3986, section 3.2). A user is not part of
 * it: RFC 9110, section 4.2.4, takes one for an attempt to mislead.
 */
public final class Authority {

	private static final int MAX_PORT = 65535;

	private Authority() {
	}

	/**
	 * Return whether a value is a host with or without a port.
	 * @param value the value
	 * @return whether it is one
	 */
	public static boolean isValid(CharSequence value) {
		int end = endOfHost(value);
		return end > 0 && (end == value.length() || (value.charAt(end) == ':' && isPort(value, end + 1)));
	}

	private static int endOfHost(CharSequence value) {
		if (value.length() > 0 && value.charAt(0) == '[') {
			return endOfLiteral(value.toString());
		}
		int i = 0;
		while (i < value.length() && value.charAt(i) != ':') {
			if (value.charAt(i) == '%' && isEscape(value, i)) {
				i += 3;
			}
			else if (Octets.isRegisteredName(value.charAt(i))) {
				i++;
			}
			else {
				return -1;
			}
		}
		return i;
	}

	private static int endOfLiteral(String value) {
		int end = value.indexOf(']');
		boolean scoped = value.indexOf('%') != -1;
		return (end != -1 && !scoped && NetUtil.isValidIpV6Address(value.substring(1, end))) ? end + 1 : -1;
	}

	private static boolean isEscape(CharSequence value, int index) {
		return index + 2 < value.length() && Character.digit(value.charAt(index + 1), 16) != -1
				&& Character.digit(value.charAt(index + 2), 16) != -1;
	}

	private static boolean isPort(CharSequence value, int start) {
		int port = 0;
		for (int i = start; i < value.length(); i++) {
			char c = value.charAt(i);
			if (c < '0' || c > '9' || i - start > 4) {
				return false;
			}
			port = port * 10 + (c - '0');
		}
		return port <= MAX_PORT;
	}

}
