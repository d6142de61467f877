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

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.apache.commons.logging.Log;
import org.jspecify.annotations.Nullable;

/**
 * The level of a line of log, as told by the line itself.
 */
enum LineLevel {

	TRACE, DEBUG, INFO, WARN, ERROR, FATAL;

	private static final String NAMES = "(?:TRACE|DEBUG|INFO|NOTICE|WARN(?:ING)?|ERROR|SEVERE|FATAL|CRITICAL)";

	/**
	 * A level's name in capitals near the line's beginning, after nothing but what stands
	 * there usually: times, something in brackets, a logger's name before a dash,
	 * colours, marks.
	 */
	private static final Pattern TEXT = Pattern.compile("""
			^(?:\\d[\\d:.,TZ+-]*\
			|\\u001B\\[[\\d;]*m\
			|\\[(?!\\s*%1$s\\s*\\])[^\\]]{0,80}\\]\
			|(?!%1$s\\b)[\\w.$]{1,80} - \
			|[\\s\\[(<{|:,/"'-])\
			{0,40}+(?<level>%1$s)(?![\\w$.])""".formatted(NAMES));

	private static final Pattern JSON = Pattern
		.compile("\"(?:log\\.)?level\"\\s*:\\s*\"(?<level>%s)\"".formatted(NAMES), Pattern.CASE_INSENSITIVE);

	private static final int HEAD = 256;

	/**
	 * Find the level of a line.
	 * @param line the line
	 * @return the level, {@code null} when the line tells none
	 */
	static @Nullable LineLevel of(String line) {
		boolean json = line.startsWith("{");
		Matcher matcher = json ? JSON.matcher(line) : TEXT.matcher(line).region(0, Math.min(line.length(), HEAD));
		return matcher.find() ? named(matcher.group("level").toUpperCase(Locale.ROOT)) : null;
	}

	private static LineLevel named(String name) {
		return switch (name) {
			case "NOTICE" -> INFO;
			case "WARNING" -> WARN;
			case "SEVERE" -> ERROR;
			case "CRITICAL" -> FATAL;
			default -> valueOf(name);
		};
	}

	/**
	 * Log at this level.
	 * @param log the logger
	 * @param message what is logged
	 */
	void log(Log log, String message) {
		switch (this) {
			case TRACE -> log.trace(message);
			case DEBUG -> log.debug(message);
			case INFO -> log.info(message);
			case WARN -> log.warn(message);
			case ERROR -> log.error(message);
			case FATAL -> log.fatal(message);
		}
	}

}
