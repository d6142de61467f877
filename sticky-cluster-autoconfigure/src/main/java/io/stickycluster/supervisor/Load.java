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
import java.time.Instant;
import java.util.List;

/**
 * What the instances carry at one moment.
 *
 * @param at when it was measured
 * @param instances who they are
 * @param requests how many requests they have had so far
 * @param sessions how many clients, streams or HTTP sessions they have
 * @param cpu what the processes have used that they live in, empty when it is not known
 * of each
 */
record Load(Instant at, List<Generation> instances, long requests, long sessions, List<CpuTime> cpu) {

	Load {
		instances = List.copyOf(instances);
		cpu = List.copyOf(cpu);
	}

	/**
	 * One generation of an index.
	 *
	 * @param index the index
	 * @param generation the generation
	 */
	record Generation(int index, int generation) {

	}

	/**
	 * Processor time of a process.
	 *
	 * @param at when it was measured
	 * @param used how much it has used since its start
	 */
	record CpuTime(Instant at, Duration used) {

	}

}
