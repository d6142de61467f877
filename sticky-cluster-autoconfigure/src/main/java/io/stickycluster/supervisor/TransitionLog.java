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
 * fields. What a failed instance had to say beyond one line follows in the same message.
 */
final class TransitionLog {

	private static final Log logger = LogFactory.getLog(ClusterSupervisor.class);

	private TransitionLog() {
	}

	static void moved(Launches launches, InstanceState from, InstanceState to, String reason) {
		boolean starting = to == InstanceState.STARTING;
		String line = "Instance %d (generation %d): %s -> %s, %s, port %d, pid %d".formatted(launches.index(),
				starting ? launches.upcoming() : launches.generation(), from, to, Failure.summary(reason),
				launches.port(), starting ? 0 : launches.pid());
		switch (to) {
			case FAILED -> logger.error(line + rest(reason));
			case BACKING_OFF -> logger.warn(line + rest(reason));
			default -> logger.info(line);
		}
	}

	static void step(Launches launches, InstanceState state, String step, boolean grave) {
		String line = "Instance %d (generation %d): %s, %s, port %d, pid %d".formatted(launches.index(),
				launches.generation(), state, step, launches.port(), launches.pid());
		if (grave) {
			logger.warn(line);
		}
		else {
			logger.info(line);
		}
	}

	static void refused(Launches launches, InstanceState state, Transition transition, String reason) {
		logger.warn("Instance %d (generation %d): %s refused in state %s, %s".formatted(launches.index(),
				launches.generation(), transition, state, Failure.summary(reason)));
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

	private static String rest(String reason) {
		return Failure.isSummarized(reason) ? System.lineSeparator() + reason.strip() : "";
	}

}
