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

package io.stickycluster.bus;

import java.util.Locale;
import java.util.function.ToDoubleFunction;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;

/**
 * {@link MeterBinder} that shows what the bus of an instance has done.
 */
public final class BusMetrics implements MeterBinder {

	private static final String PREFIX = "sticky.cluster.bus.";

	private final BusCounts counts;

	/**
	 * Create a binder.
	 * @param counts the counts
	 */
	public BusMetrics(BusCounts counts) {
		this.counts = counts;
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		counter(registry, "published", Tags.empty(), "Messages that this instance has published", BusCounts::published);
		counter(registry, "received", Tags.empty(), "Messages of other instances", BusCounts::received);
		counter(registry, "failures", Tags.empty(), "Messages that a listener has failed on", BusCounts::failures);
		for (BusCounts.Drop drop : BusCounts.Drop.values()) {
			counter(registry, "dropped", Tags.of("reason", drop.name().toLowerCase(Locale.ROOT)),
					"Messages that were dropped", (counts) -> counts.dropped(drop));
		}
	}

	private void counter(MeterRegistry registry, String name, Tags tags, String description,
			ToDoubleFunction<BusCounts> count) {
		FunctionCounter.builder(PREFIX + name, this.counts, count)
			.description(description)
			.tags(tags)
			.register(registry);
	}

}
