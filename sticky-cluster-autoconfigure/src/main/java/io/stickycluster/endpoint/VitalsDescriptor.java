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

import java.time.Duration;
import java.time.Instant;

import org.jspecify.annotations.Nullable;

import io.stickycluster.instance.InstanceVitals;

/**
 * Description of how an instance was when it last told. Sizes are in bytes; what is not
 * known is {@code null}.
 *
 * @param at when it was measured
 * @param heapUsed heap in use
 * @param heapAfterGc heap in use after the last garbage collection
 * @param heapMax the largest heap that it may have
 * @param nonHeapUsed memory of the JVM beside the heap
 * @param resident memory of the process that is in RAM
 * @param gcTime time spent collecting garbage since its start
 * @param cpuTime processor time since its start
 * @param threads live threads
 * @param openSessions HTTP sessions that it holds
 */
public record VitalsDescriptor(Instant at, @Nullable Long heapUsed, @Nullable Long heapAfterGc, @Nullable Long heapMax,
		@Nullable Long nonHeapUsed, @Nullable Long resident, @Nullable Duration gcTime, @Nullable Duration cpuTime,
		@Nullable Integer threads, @Nullable Long openSessions) {

	static VitalsDescriptor of(InstanceVitals vitals) {
		return new VitalsDescriptor(vitals.at(), known(vitals.heapUsed()), known(vitals.heapAfterGc()),
				known(vitals.heapMax()), known(vitals.nonHeapUsed()), known(vitals.resident()), known(vitals.gcTime()),
				known(vitals.cpuTime()), (vitals.threads() >= 0) ? vitals.threads() : null,
				known(vitals.openSessions()));
	}

	private static @Nullable Long known(long value) {
		return (value >= 0) ? value : null;
	}

	private static @Nullable Duration known(Duration value) {
		return value.isNegative() ? null : value;
	}

}
