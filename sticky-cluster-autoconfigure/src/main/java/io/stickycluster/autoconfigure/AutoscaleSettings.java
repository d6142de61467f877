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

package io.stickycluster.autoconfigure;

import java.time.Duration;

import io.stickycluster.autoconfigure.ClusterProperties.Isolation;
import io.stickycluster.supervisor.AutoscalePolicy;
import io.stickycluster.supervisor.AutoscalePolicy.Targets;

/**
 * {@link AutoscaleProperties} as the supervisor takes them, checked.
 */
final class AutoscaleSettings {

	private static final String PREFIX = "sticky.cluster.autoscale.";

	private final AutoscaleProperties properties;

	private final Isolation isolation;

	AutoscaleSettings(AutoscaleProperties properties, Isolation isolation) {
		this.properties = properties;
		this.isolation = isolation;
	}

	/**
	 * Return when the number of instances follows the load.
	 * @param instances how many there are at the start
	 * @param maxInstances how many there may ever be
	 * @return the policy
	 */
	AutoscalePolicy policy(int instances, int maxInstances) {
		if (!this.properties.isEnabled()) {
			return AutoscalePolicy.OFF;
		}
		int min = this.properties.getMin();
		require(min >= 1 && min <= instances, "min", min,
				"it is not between 1 and the number of instances at the start, " + instances,
				"Use a number from 1 to " + instances + ", or raise 'sticky.cluster.instances'.");
		int max = (this.properties.getMax() != 0) ? this.properties.getMax() : maxInstances;
		require(max >= instances && max <= maxInstances, "max", max,
				"it is not between the number of instances at the start, %d, and 'max-instances', %d"
					.formatted(instances, maxInstances),
				"Use a number from %d to %d, or 0 for the latter.".formatted(instances, maxInstances));
		double threshold = this.properties.getDownThreshold();
		require(threshold > 0 && threshold <= 1, "down-threshold", threshold, "it is not more than 0 and at most 1",
				"Use a share such as 0.8.");
		Duration window = this.properties.getWindow();
		require(!window.isNegative() && !window.isZero(), "window", window, "it is not more than 0",
				"Use a duration such as 1m.");
		return new AutoscalePolicy(min, max, targets(), threshold, window,
				notNegative("up-cool-down", this.properties.getUpCoolDown()),
				notNegative("down-cool-down", this.properties.getDownCoolDown()));
	}

	private Targets targets() {
		Targets targets = new Targets(target("target-cpu", this.properties.getTargetCpu()),
				target("target-requests-per-second", this.properties.getTargetRequestsPerSecond()),
				target("target-sessions", this.properties.getTargetSessions()));
		require(targets.cpu() == 0 || this.isolation != Isolation.COMMAND, "target-cpu", targets.cpu(),
				"instances with 'isolation=command' do not tell how much processor time they use",
				"Use 0, and another target.");
		require(targets.cpu() + targets.requestsPerSecond() + targets.sessions() > 0, "enabled", true,
				"there is nothing that the number of instances could follow",
				"Set 'target-cpu', 'target-requests-per-second' or 'target-sessions'.");
		return targets;
	}

	private static double target(String name, double value) {
		require(value >= 0 && value < Double.POSITIVE_INFINITY, name, value, "it is negative or no number",
				"Use a number, or 0 if it is not to be looked at.");
		return value;
	}

	private static Duration notNegative(String name, Duration value) {
		require(!value.isNegative(), name, value, "it is negative", "Use a duration such as 1m, or 0.");
		return value;
	}

	private static void require(boolean valid, String name, Object value, String reason, String action) {
		InvalidClusterPropertyException.throwUnless(valid, PREFIX + name, value, reason, action);
	}

}
