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

package io.stickycluster.assign;

import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import org.springframework.web.cors.CorsConfiguration;

/**
 * The origins of the pages that may talk to instances directly: those that are listed, or
 * without a list those of the host that the instance is reached by, whatever their port.
 * For the handshakes of WebSockets, which CORS does not protect, an application has to
 * ask itself.
 */
public final class PageOrigins {

	private static final long PREFLIGHT_SECONDS = 1800;

	private final Set<String> listed;

	/**
	 * Create origins.
	 * @param listed the origins, such as {@code https://shop.example}; empty for those of
	 * the same host
	 */
	public PageOrigins(List<String> listed) {
		this.listed = listed.stream()
			.map((origin) -> origin.toLowerCase(Locale.ROOT))
			.collect(Collectors.toUnmodifiableSet());
	}

	/**
	 * Return whether a page may talk to an instance.
	 * @param origin the {@code Origin} of the request, {@code null} when there is none
	 * @param host the {@code Host} of the request, {@code null} when there is none
	 * @return whether it may
	 */
	public boolean isAllowed(@Nullable String origin, @Nullable String host) {
		if (origin == null) {
			return false;
		}
		if (!this.listed.isEmpty()) {
			return this.listed.contains(origin.toLowerCase(Locale.ROOT));
		}
		String page = host(origin);
		return page != null && host != null && page.equalsIgnoreCase(host("http://" + host));
	}

	private static @Nullable String host(String url) {
		try {
			return URI.create(url).getHost();
		}
		catch (IllegalArgumentException ex) {
			return null;
		}
	}

	/**
	 * Return what browsers are told.
	 * @param origin the {@code Origin} of the request, {@code null} when there is none
	 * @param host the {@code Host} of the request, {@code null} when there is none
	 * @return the configuration, {@code null} to leave the request to the application
	 */
	public @Nullable CorsConfiguration cors(@Nullable String origin, @Nullable String host) {
		if (origin == null || !isAllowed(origin, host)) {
			return null;
		}
		CorsConfiguration cors = new CorsConfiguration();
		cors.addAllowedOrigin(origin);
		cors.addAllowedMethod(CorsConfiguration.ALL);
		cors.addAllowedHeader(CorsConfiguration.ALL);
		// Cookies of sessions and logins
		cors.setAllowCredentials(true);
		cors.setMaxAge(PREFLIGHT_SECONDS);
		return cors;
	}

}
