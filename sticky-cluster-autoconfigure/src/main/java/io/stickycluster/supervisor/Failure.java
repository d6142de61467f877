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

package io.stickycluster.supervisor;

import java.util.Objects;

import io.stickycluster.instance.FailureKind;
import io.stickycluster.launch.InstanceExit;

/**
 * Why an instance ended by itself or did not get up.
 *
 * @param kind what sort of failure it was
 * @param text what went wrong, in words for an operator; may end with what the instance
 * last wrote, after a line {@value #LAST_OUTPUT}
 */
record Failure(FailureKind kind, String text) {

	/**
	 * What stands before the last lines that an instance wrote.
	 */
	static final String LAST_OUTPUT = "Last output:";

	private static final int MAX_SUMMARY_LENGTH = 500;

	/**
	 * Return the failure that an exit is which nobody had asked for.
	 * @param exit the exit
	 * @return the failure
	 */
	static Failure of(InstanceExit exit) {
		return new Failure(Objects.requireNonNullElse(exit.kind(), FailureKind.ENDED),
				Objects.requireNonNullElse(exit.failure(), "ended by itself"));
	}

	String summary() {
		return summary(this.text);
	}

	/**
	 * Put a text into one line, without what an instance last wrote.
	 * @param text the text
	 * @return the line
	 */
	static String summary(String text) {
		String line = oneLine(withoutOutput(text));
		return (line.length() <= MAX_SUMMARY_LENGTH) ? line : line.substring(0, MAX_SUMMARY_LENGTH) + "...";
	}

	/**
	 * Return whether a text says more than its summary.
	 * @param text the text
	 * @return whether it does
	 */
	static boolean isSummarized(String text) {
		return !oneLine(text).equals(summary(text));
	}

	/**
	 * Cut off what an instance last wrote.
	 * @param text the text
	 * @return what is before that
	 */
	static String withoutOutput(String text) {
		int output = text.indexOf(LAST_OUTPUT);
		return (output > 0) ? text.substring(0, output) : text;
	}

	private static String oneLine(String text) {
		return text.strip().replaceAll("\\s+", " ");
	}

}
