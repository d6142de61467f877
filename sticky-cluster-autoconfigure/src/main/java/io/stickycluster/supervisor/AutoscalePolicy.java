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

/**
 * When the number of instances follows the load by itself.
 *
 * @param min how many instances there are at least
 * @param max how many instances there are at most
 * @param targets how much an instance is to carry
 * @param downThreshold which share of the targets, from 0 to 1, the remaining instances
 * may carry at most after a step down
 * @param window over which time the load is averaged
 * @param upCoolDown how long after a change of the number there is no step up
 * @param downCoolDown how long after a change of the number there is no step down
 */
public record AutoscalePolicy(int min, int max, Targets targets, double downThreshold, Duration window,
		Duration upCoolDown, Duration downCoolDown) {

	/**
	 * The number of instances does not change by itself.
	 */
	public static final AutoscalePolicy OFF = new AutoscalePolicy(1, 1, new Targets(0, 0, 0), 1, Duration.ofMinutes(1),
			Duration.ZERO, Duration.ZERO);

	public AutoscalePolicy {
		if (min < 1 || max < min) {
			throw new IllegalArgumentException(
					"'min' and 'max' must be 1 or more, in this order, but are %d and %d".formatted(min, max));
		}
		if (!(downThreshold > 0 && downThreshold <= 1)) {
			throw new IllegalArgumentException(
					"'downThreshold' must be more than 0 and at most 1 but is " + downThreshold);
		}
		if (window.isNegative() || window.isZero()) {
			throw new IllegalArgumentException("'window' must be positive but is " + window);
		}
		if (upCoolDown.isNegative() || downCoolDown.isNegative()) {
			throw new IllegalArgumentException("'upCoolDown' and 'downCoolDown' must not be negative but are %s and %s"
				.formatted(upCoolDown, downCoolDown));
		}
	}

	/**
	 * Return whether the number of instances follows anything.
	 * @return whether there is a target
	 */
	public boolean isOn() {
		return this.targets.cpu() > 0 || this.targets.requestsPerSecond() > 0 || this.targets.sessions() > 0;
	}

	/**
	 * How much an instance is to carry on average: more means that there are too few. 0
	 * means that it is not looked at.
	 *
	 * @param cpu how many processors it keeps busy
	 * @param requestsPerSecond how many requests it gets in a second
	 * @param sessions how many clients, streams or HTTP sessions it has, whichever is
	 * most
	 */
	public record Targets(double cpu, double requestsPerSecond, double sessions) {

		public Targets {
			if (!(cpu >= 0 && requestsPerSecond >= 0 && sessions >= 0)) {
				throw new IllegalArgumentException("Targets must not be negative but are %s, %s and %s".formatted(cpu,
						requestsPerSecond, sessions));
			}
		}

	}

}
