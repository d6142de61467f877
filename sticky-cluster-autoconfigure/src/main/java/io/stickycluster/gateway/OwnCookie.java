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

package io.stickycluster.gateway;

import java.util.ArrayList;
import java.util.List;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import org.jspecify.annotations.Nullable;

/**
 * The gateway's own cookie among those of the application.
 *
 * @param name the cookie's name
 */
record OwnCookie(String name) {

	/**
	 * Take the cookie out of a request. The others stay as they came.
	 * @param headers the request's headers
	 * @return the values that it had, none when it was not there
	 */
	List<String> takeFrom(HttpHeaders headers) {
		if (!headers.contains(HttpHeaderNames.COOKIE)) {
			return List.of();
		}
		List<String> values = new ArrayList<>(1);
		List<String> others = new ArrayList<>(1);
		for (String line : headers.getAll(HttpHeaderNames.COOKIE)) {
			String rest = line.contains(this.name) ? split(line, values) : line;
			if (!rest.isEmpty()) {
				others.add(rest);
			}
		}
		if (!values.isEmpty()) {
			headers.remove(HttpHeaderNames.COOKIE);
			headers.add(HttpHeaderNames.COOKIE, others);
		}
		return values;
	}

	private String split(String line, List<String> values) {
		StringBuilder rest = new StringBuilder(line.length());
		for (String pair : line.split(";", -1)) {
			String value = value(pair.trim());
			if (value != null) {
				values.add(value);
			}
			else if (rest.isEmpty()) {
				rest.append(pair.stripLeading());
			}
			else {
				rest.append(';').append(pair);
			}
		}
		return rest.toString();
	}

	private @Nullable String value(String pair) {
		boolean own = pair.startsWith(this.name) && pair.startsWith("=", this.name.length());
		return own ? pair.substring(this.name.length() + 1) : null;
	}

}
