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

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;
import org.springframework.scheduling.support.CronExpression;

import io.stickycluster.supervisor.RecyclePolicy;

/**
 * {@link RecycleProperties} as the supervisor takes them, checked.
 */
final class RecycleSettings {

	private static final String PREFIX = "sticky.cluster.recycle.";

	private final RecycleProperties properties;

	RecycleSettings(RecycleProperties properties) {
		this.properties = properties;
	}

	RecyclePolicy policy() {
		InvalidClusterPropertyException.throwUnless(!this.properties.getMaxMemory().isNegative(), PREFIX + "max-memory",
				this.properties.getMaxMemory(), "it is negative", "Use a size such as 512MB, or 0.");
		InvalidClusterPropertyException.throwUnless(this.properties.getMaxRequests() >= 0, PREFIX + "max-requests",
				this.properties.getMaxRequests(), "it is negative", "Use 0 or more.");
		InvalidClusterPropertyException.throwUnless(!this.properties.getMaxAge().isNegative(), PREFIX + "max-age",
				this.properties.getMaxAge(), "it is negative", "Use a duration such as 24h, or 0.");
		double jitter = this.properties.getJitter();
		InvalidClusterPropertyException.throwUnless(jitter >= 0 && jitter < 1, PREFIX + "jitter", jitter,
				"it is not from 0 to less than 1", "Use a share such as 0.1.");
		return new RecyclePolicy(this.properties.getMaxMemory().toBytes(), this.properties.getMaxRequests(),
				this.properties.getMaxAge(), jitter, schedule());
	}

	private Function<Instant, @Nullable Instant> schedule() {
		String cron = this.properties.getCron();
		if (cron == null || cron.isBlank()) {
			return RecyclePolicy.NEVER.schedule();
		}
		CronExpression expression = parse(cron);
		ZoneId zone = (this.properties.getZone() != null) ? this.properties.getZone() : ZoneId.systemDefault();
		return (after) -> {
			ZonedDateTime next = expression.next(after.atZone(zone));
			return (next != null) ? next.toInstant() : null;
		};
	}

	private static CronExpression parse(String cron) {
		try {
			return CronExpression.parse(cron);
		}
		catch (IllegalArgumentException ex) {
			throw new InvalidClusterPropertyException(PREFIX + "cron", cron,
					"it is no cron expression of Spring's: " + ex.getMessage(),
					"Use six fields, seconds first, such as '0 0 4 * * *' for 4 in the morning.");
		}
	}

}
