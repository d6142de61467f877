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

package io.stickycluster.instance;

import java.time.Duration;
import java.time.Instant;

/**
 * How an instance with a process of its own was when it last told. Sizes are in bytes; a
 * number that is not known is -1.
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
public record InstanceVitals(Instant at, long heapUsed, long heapAfterGc, long heapMax, long nonHeapUsed, long resident,
		Duration gcTime, Duration cpuTime, int threads, long openSessions) {

}
