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

import io.stickycluster.gateway.EjectionSettings;
import io.stickycluster.gateway.FailoverSettings;
import io.stickycluster.gateway.HoldSettings;
import io.stickycluster.gateway.QueueSettings;

/**
 * {@link FailoverProperties} as the gateway takes them, checked.
 */
final class FailoverPropertiesMapper {

	private static final String PREFIX = "sticky.cluster.gateway.";

	private final FailoverProperties properties;

	FailoverPropertiesMapper(FailoverProperties properties) {
		this.properties = properties;
	}

	FailoverSettings failover() {
		return new FailoverSettings(share("retry-budget", this.properties.getRetryBudget()),
				notNegative("min-retries-per-second", this.properties.getMinRetriesPerSecond()), ejection());
	}

	private EjectionSettings ejection() {
		FailoverProperties.Ejection ejection = this.properties.getEjection();
		Duration minBackoff = positive("ejection.min-backoff", ejection.getMinBackoff());
		InvalidClusterPropertyException.throwUnless(ejection.getMaxBackoff().compareTo(minBackoff) >= 0,
				PREFIX + "ejection.max-backoff", ejection.getMaxBackoff(), "it is less than 'min-backoff'",
				"Use at least " + minBackoff + ".");
		return new EjectionSettings(notNegative("ejection.failures", ejection.getFailures()), minBackoff,
				ejection.getMaxBackoff(), share("ejection.max-ejected", ejection.getMaxEjected()),
				ejection.isServerErrors());
	}

	HoldSettings hold() {
		FailoverProperties.Hold hold = this.properties.getHold();
		InvalidClusterPropertyException.throwUnless(!hold.getTimeout().isNegative(), PREFIX + "hold.timeout",
				hold.getTimeout(), "it is negative", "Use a duration such as 10s, or 0.");
		return new HoldSettings(hold.getTimeout(), notNegative("hold.max-requests", hold.getMaxRequests()),
				hold.isOwnInstance());
	}

	QueueSettings queue() {
		FailoverProperties.Queue queue = this.properties.getQueue();
		return new QueueSettings(notNegative("max-requests-per-instance", this.properties.getMaxRequestsPerInstance()),
				notNegative("queue.max-requests", queue.getMaxRequests()),
				positive("queue.timeout", queue.getTimeout()));
	}

	private static double share(String name, double value) {
		InvalidClusterPropertyException.throwUnless(value >= 0 && value <= 1, PREFIX + name, value,
				"it is not from 0 to 1", "Use a share such as 0.2.");
		return value;
	}

	private static int notNegative(String name, int value) {
		InvalidClusterPropertyException.throwUnless(value >= 0, PREFIX + name, value, "it is negative",
				"Use 0 or more.");
		return value;
	}

	private static Duration positive(String name, Duration value) {
		InvalidClusterPropertyException.throwUnless(!value.isNegative() && !value.isZero(), PREFIX + name, value,
				"it is not more than 0", "Use a duration such as 10s.");
		return value;
	}

}
