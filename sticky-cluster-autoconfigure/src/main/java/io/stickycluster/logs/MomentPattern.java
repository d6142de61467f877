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

package io.stickycluster.logs;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Translation of date patterns of moment.js, which PM2 uses.
 */
final class MomentPattern {

	/**
	 * An escaped text, a run of the same letter (or the two-letter tokens of moment.js),
	 * or anything else.
	 */
	private static final Pattern PART = Pattern
		.compile("\\[(?<text>[^\\]]*)\\]|(?<token>Do|DDDo|Mo|Qo|do|wo|Wo|([A-Za-z])\\3*)|(?<other>[^A-Za-z])");

	private static final Map<String, String> TOKENS = tokens();

	/**
	 * Letters that stand for something in moment.js which a Java pattern cannot say, or
	 * says in another way. Any other letter stands for itself.
	 */
	private static final String UNSUPPORTED = "DMYQdeEWwGgyNkXxLlASZHhmsa";

	private MomentPattern() {
	}

	private static Map<String, String> tokens() {
		Map<String, String> tokens = new LinkedHashMap<>();
		tokens.put("YYYY", "uuuu");
		tokens.put("yyyy", "uuuu");
		tokens.put("YY", "uu");
		tokens.put("dddd", "EEEE");
		tokens.put("ddd", "EEE");
		tokens.put("DDDD", "DDD");
		tokens.put("DDD", "D");
		tokens.put("DD", "dd");
		tokens.put("D", "d");
		tokens.put("A", "a");
		tokens.put("a", "a");
		tokens.put("ZZ", "xx");
		tokens.put("Z", "xxx");
		for (String same : new String[] { "MMMM", "MMM", "MM", "M", "HH", "H", "hh", "h", "mm", "m", "ss", "s", "S",
				"SS", "SSS", "SSSS", "SSSSS", "SSSSSS", "SSSSSSS", "SSSSSSSS", "SSSSSSSSS" }) {
			tokens.put(same, same);
		}
		return tokens;
	}

	/**
	 * Translate a pattern.
	 * @param pattern the pattern of moment.js
	 * @return the pattern of Java
	 * @throws IllegalArgumentException if Java cannot express it
	 */
	static String toJava(String pattern) {
		StringBuilder java = new StringBuilder();
		StringBuilder literal = new StringBuilder();
		Matcher matcher = PART.matcher(pattern);
		while (matcher.find()) {
			String token = matcher.group("token");
			String translated = (token != null) ? TOKENS.get(token) : null;
			if (translated != null) {
				flush(literal, java);
				java.append(translated);
			}
			else if (token != null) {
				literal.append(requireLiteral(token));
			}
			else {
				literal.append((matcher.group("text") != null) ? matcher.group("text") : matcher.group("other"));
			}
		}
		flush(literal, java);
		return java.toString();
	}

	private static String requireLiteral(String token) {
		if (UNSUPPORTED.indexOf(token.charAt(0)) != -1) {
			throw new IllegalArgumentException("'" + token + "' is not supported in a pattern with 'YYYY' or 'DD'");
		}
		return token;
	}

	/**
	 * Append a text as a whole: two quoted texts side by side would be one with a quote
	 * in it.
	 * @param literal the text, empty afterwards
	 * @param java what it is appended to
	 */
	private static void flush(StringBuilder literal, StringBuilder java) {
		if (!literal.isEmpty()) {
			java.append('\'').append(literal.toString().replace("'", "''")).append('\'');
			literal.setLength(0);
		}
	}

}
