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

import java.time.Duration;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import io.stickycluster.instance.InstanceState;

/**
 * Logs the life of the instances, one line per transition and always in the same order of
 * fields.
 */
final class TransitionLog {

	private static final int MAX_REASON_LENGTH = 500;

	private static final Log logger = LogFactory.getLog(ClusterSupervisor.class);

	private TransitionLog() {
	}

	static void moved(Member member, InstanceState from, String reason) {
		boolean starting = member.is(InstanceState.STARTING);
		String line = "Instance %d (generation %d): %s -> %s, %s, port %d, pid %d".formatted(member.index(),
				starting ? member.generation() + 1 : member.generation(), from, member.state(), oneLine(reason),
				member.port(), starting ? 0 : member.pid());
		switch (member.state()) {
			case FAILED -> logger.error(line);
			case BACKING_OFF -> logger.warn(line);
			default -> logger.info(line);
		}
	}

	static void refused(Member member, Transition transition, String reason) {
		logger.warn("Instance %d (generation %d): %s refused in state %s, %s".formatted(member.index(),
				member.generation(), transition, member.state(), oneLine(reason)));
	}

	static void ignored(Member member, String event) {
		logger.debug("Instance %d (generation %d): %s ignored in state %s".formatted(member.index(),
				member.generation(), event, member.state()));
	}

	/**
	 * Describe a duration as it is written in properties.
	 * @param duration the duration
	 * @return the text, such as {@code 60s} or {@code 250ms}
	 */
	static String text(Duration duration) {
		return (duration.toMillisPart() == 0) ? duration.toSeconds() + "s" : duration.toMillis() + "ms";
	}

	private static String oneLine(String text) {
		String line = text.strip().replaceAll("\\s+", " ");
		return (line.length() <= MAX_REASON_LENGTH) ? line : line.substring(0, MAX_REASON_LENGTH) + "...";
	}

}
