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

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The path of a request target, for decisions only: what is sent on are the bytes as they
 * came.
 */
final class RequestPath {

	private RequestPath() {
	}

	/**
	 * Return the paths that a server could make of a request target: decoded, without
	 * path parameters, empty segments and backslashes, with dot segments resolved and,
	 * where that makes a difference, also without. Whatever two servers might read
	 * differently is read in the way that makes it match more, so that nothing slips past
	 * a decision that is made for each of the paths.
	 * @param target the request target in origin form
	 * @return the paths, each starting with a slash, the resolved one first
	 */
	static List<String> readings(String target) {
		int end = endOfPath(target);
		if (isPlain(target, end)) {
			return List.of(target.substring(0, end));
		}
		List<String> resolved = new ArrayList<>();
		List<String> unresolved = new ArrayList<>();
		for (String segment : decode(target.substring(0, end)).replace('\\', '/').split("/")) {
			int parameters = segment.indexOf(';');
			String name = (parameters != -1) ? segment.substring(0, parameters) : segment;
			if (name.isEmpty() || name.equals(".")) {
				continue;
			}
			unresolved.add(name);
			if (!name.equals("..")) {
				resolved.add(name);
			}
			else if (!resolved.isEmpty()) {
				resolved.remove(resolved.size() - 1);
			}
		}
		return resolved.equals(unresolved) ? List.of(path(resolved)) : List.of(path(resolved), path(unresolved));
	}

	private static String path(List<String> segments) {
		return "/" + String.join("/", segments);
	}

	/**
	 * Return the normalized path, with dot segments resolved.
	 * @param target the request target in origin form
	 * @return the path
	 */
	static String normalize(String target) {
		return readings(target).get(0);
	}

	/**
	 * Return whether a path is a prefix or lies below it, by whole segments.
	 * @param path the path
	 * @param prefix the prefix, without a slash at its end
	 * @return whether the path is at or below the prefix
	 */
	static boolean isAtOrBelow(String path, String prefix) {
		return path.startsWith(prefix) && (path.length() == prefix.length() || path.charAt(prefix.length()) == '/');
	}

	private static int endOfPath(String target) {
		for (int i = 0; i < target.length(); i++) {
			char c = target.charAt(i);
			if (c == '?' || c == '#') {
				return i;
			}
		}
		return target.length();
	}

	/**
	 * Return whether there is nothing to decode or to resolve, as in nearly all requests.
	 * @param target the request target
	 * @param end where its path ends
	 * @return whether the path can be used as it is
	 */
	private static boolean isPlain(String target, int end) {
		if (end == 0 || target.charAt(0) != '/' || (end > 1 && target.charAt(end - 1) == '/')) {
			return false;
		}
		for (int i = 0; i < end; i++) {
			char c = target.charAt(i);
			if (c == '%' || c == ';' || c == '\\' || c > '~') {
				return false;
			}
			if (c == '/' && i + 1 < end && (target.charAt(i + 1) == '/' || target.charAt(i + 1) == '.')) {
				return false;
			}
		}
		return true;
	}

	private static String decode(String path) {
		if (path.indexOf('%') == -1) {
			return path;
		}
		byte[] bytes = path.getBytes(StandardCharsets.UTF_8);
		ByteArrayOutputStream decoded = new ByteArrayOutputStream(bytes.length);
		for (int i = 0; i < bytes.length; i++) {
			int value = (bytes[i] == '%' && i + 2 < bytes.length) ? hex(bytes[i + 1], bytes[i + 2]) : -1;
			if (value != -1) {
				decoded.write(value);
				i += 2;
			}
			else {
				decoded.write(bytes[i]);
			}
		}
		return decoded.toString(StandardCharsets.UTF_8);
	}

	private static int hex(byte high, byte low) {
		int upper = Character.digit(high, 16);
		int lower = Character.digit(low, 16);
		return (upper != -1 && lower != -1) ? (upper << 4 | lower) : -1;
	}

}
