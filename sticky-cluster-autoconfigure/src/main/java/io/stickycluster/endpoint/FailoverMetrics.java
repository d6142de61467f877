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

package io.stickycluster.endpoint;

import java.util.function.ToDoubleFunction;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;

import io.stickycluster.instance.FailoverCounts;
import io.stickycluster.instance.InstanceTraffic;

/**
 * {@link MeterBinder} that shows what is done to get over instances that fail, restart or
 * have too much to do.
 */
public class FailoverMetrics implements MeterBinder {

	private static final String PREFIX = "sticky.cluster.gateway.";

	private final InstanceTraffic traffic;

	/**
	 * Create a binder.
	 * @param traffic the data plane
	 */
	public FailoverMetrics(InstanceTraffic traffic) {
		this.traffic = traffic;
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		counter(registry, "retries", Tags.of("outcome", "sent"), "Requests that were to be sent a second time",
				FailoverCounts::retries);
		counter(registry, "retries", Tags.of("outcome", "refused"), "Requests that were to be sent a second time",
				FailoverCounts::retriesRefused);
		counter(registry, "ejections", Tags.empty(), "Instances that were taken out of use", FailoverCounts::ejections);
		gauge(registry, "ejected", "Instances that are out of use", FailoverCounts::ejected);
		gauge(registry, "held", "Requests that wait for an instance to come up", FailoverCounts::held);
		counter(registry, "held.rejected", Tags.of("reason", "full"),
				"Requests that did not get an instance to come up", FailoverCounts::holdsRejected);
		counter(registry, "held.rejected", Tags.of("reason", "timeout"),
				"Requests that did not get an instance to come up", FailoverCounts::holdsExpired);
		gauge(registry, "queued", "Requests that wait for their turn at an instance", FailoverCounts::queued);
		counter(registry, "queued.rejected", Tags.of("reason", "full"), "Requests that did not get their turn",
				FailoverCounts::queuesRejected);
		counter(registry, "queued.rejected", Tags.of("reason", "timeout"), "Requests that did not get their turn",
				FailoverCounts::queuesExpired);
	}

	private void counter(MeterRegistry registry, String name, Tags tags, String description,
			ToDoubleFunction<FailoverCounts> count) {
		FunctionCounter.builder(PREFIX + name, this.traffic, (traffic) -> count.applyAsDouble(traffic.failoverCounts()))
			.description(description)
			.tags(tags)
			.register(registry);
	}

	private void gauge(MeterRegistry registry, String name, String description,
			ToDoubleFunction<FailoverCounts> count) {
		Gauge.builder(PREFIX + name, this.traffic, (traffic) -> count.applyAsDouble(traffic.failoverCounts()))
			.description(description)
			.register(registry);
	}

}
