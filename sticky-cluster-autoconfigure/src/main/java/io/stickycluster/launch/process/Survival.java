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

package io.stickycluster.launch.process;

import java.time.Duration;

import io.stickycluster.launch.survive.StateDirectory;

/**
 * That instances outlive their supervisor.
 *
 * @param directory where the next supervisor finds what it has to know of them
 * @param time for how long they wait for it
 */
public record Survival(StateDirectory directory, Duration time) {

	public Survival {
		if (time.isNegative() || time.isZero()) {
			throw new IllegalArgumentException("'time' must be positive but is " + time);
		}
	}

	/**
	 * Return the time as it is written in the environment of an instance.
	 * @return the seconds
	 */
	String seconds() {
		return Long.toString(this.time.plusMillis(999).toSeconds());
	}

}
