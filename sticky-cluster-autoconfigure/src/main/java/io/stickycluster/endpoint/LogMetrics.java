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

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.jspecify.annotations.Nullable;

import io.stickycluster.logs.InstanceLog;
import io.stickycluster.logs.InstanceLogs;

/**
 * {@link MeterBinder} that counts the lines of each instance.
 */
public class LogMetrics implements MeterBinder {

	private final @Nullable InstanceLogs logs;

	/**
	 * Create a binder.
	 * @param logs the logs of the instances, {@code null} when there are none
	 */
	public LogMetrics(@Nullable InstanceLogs logs) {
		this.logs = logs;
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		if (this.logs != null) {
			this.logs.addListener((log) -> bind(log, registry));
		}
	}

	private static void bind(InstanceLog log, MeterRegistry registry) {
		String index = Integer.toString(log.index());
		FunctionCounter.builder("sticky.cluster.log.lines", log, (counted) -> counted.tail().next())
			.description("Lines that the instance wrote")
			.tag("index", index)
			.register(registry);
		FunctionCounter.builder("sticky.cluster.log.dropped", log, InstanceLog::dropped)
			.description("Lines that were not passed on because a logger or a file did not take them in time")
			.tag("index", index)
			.register(registry);
	}

}
