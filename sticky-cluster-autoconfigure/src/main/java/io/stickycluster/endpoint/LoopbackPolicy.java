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

package io.stickycluster.endpoint;

import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * Decides whether a request certainly comes from this machine, by somebody who meant it:
 * neither forwarded by a proxy, nor sent by a browser on behalf of another site, nor by
 * one that was led here by a name that an attacker lets point to this machine.
 */
final class LoopbackPolicy {

	private static final Pattern LOOPBACK_HOST = Pattern.compile("(localhost|127(\\.\\d{1,3}){3}|\\[::1])(:\\d{1,5})?",
			Pattern.CASE_INSENSITIVE);

	private static final Set<String> FORWARDING_HEADERS = Set.of("forwarded", "via", "x-real-ip");

	private static final String FORWARDING_PREFIX = "x-forwarded-";

	private static final Set<String> OWN_SITES = Set.of("same-origin", "none");

	private LoopbackPolicy() {
	}

	/**
	 * Say why a request is refused.
	 * @param peer the other end of the connection itself, {@code null} if that is not
	 * known
	 * @param names the names of the headers
	 * @param values the values of a header by name, whatever its case
	 * @return why, {@code null} when it is not refused
	 */
	static @Nullable String refusal(@Nullable InetSocketAddress peer, Iterable<String> names,
			Function<String, List<String>> values) {
		if (peer == null || peer.getAddress() == null || !peer.getAddress().isLoopbackAddress()) {
			return "it does not come from a loopback address";
		}
		for (String name : names) {
			String lowerCase = name.toLowerCase(Locale.ROOT);
			if (FORWARDING_HEADERS.contains(lowerCase) || lowerCase.startsWith(FORWARDING_PREFIX)) {
				return "it was forwarded by a proxy";
			}
		}
		List<String> hosts = values.apply("Host");
		if (hosts.size() != 1 || !LOOPBACK_HOST.matcher(hosts.get(0)).matches()) {
			return "its Host is not a loopback name";
		}
		if (!values.apply("Origin").stream().allMatch((origin) -> isOriginOf(origin, hosts.get(0)))
				|| !values.apply("Sec-Fetch-Site").stream().allMatch(OWN_SITES::contains)) {
			return "it comes from another origin";
		}
		return null;
	}

	private static boolean isOriginOf(String origin, String host) {
		try {
			URI uri = URI.create(origin);
			return ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))
					&& host.equalsIgnoreCase(uri.getRawAuthority());
		}
		catch (IllegalArgumentException ex) {
			return false;
		}
	}

}
