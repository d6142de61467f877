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

import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * Format of the time before each line of a file. Takes patterns of
 * {@link DateTimeFormatter} and those of PM2 (moment.js) alike; which it is is told by
 * {@code YYYY} and {@code DD}, which nobody means in Java: the year of the week and the
 * day of the year.
 */
public final class LogDateFormat {

	private final DateTimeFormatter formatter;

	private LogDateFormat(DateTimeFormatter formatter) {
		this.formatter = formatter;
	}

	/**
	 * Create a format.
	 * @param pattern the pattern
	 * @param zone the time zone to show times in
	 * @return the format
	 * @throws IllegalArgumentException if it is no such pattern, with the reason as a
	 * clause
	 */
	public static LogDateFormat of(String pattern, ZoneId zone) {
		boolean moment = pattern.contains("YYYY") || pattern.contains("DD");
		try {
			DateTimeFormatter formatter = DateTimeFormatter
				.ofPattern(moment ? MomentPattern.toJava(pattern) : pattern, Locale.ENGLISH)
				.withZone(zone);
			formatter.format(Instant.EPOCH);
			return new LogDateFormat(formatter);
		}
		catch (DateTimeException ex) {
			throw new IllegalArgumentException("it cannot be written for a time: " + ex.getMessage(), ex);
		}
	}

	/**
	 * Write a time.
	 * @param time the time
	 * @return the text
	 */
	public String format(Instant time) {
		return this.formatter.format(time);
	}

}
