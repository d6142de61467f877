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

package io.stickycluster.benchmarks.suite;

import java.util.List;
import java.util.stream.Stream;

/**
 * Processes whose processor time is one figure.
 *
 * @param handles the processes
 */
record Processes(List<ProcessHandle> handles) {

	static final Processes NONE = new Processes(List.of());

	static Processes only(ProcessHandle process) {
		return new Processes(List.of(process));
	}

	static Processes childrenOf(ProcessHandle process) {
		return new Processes(process.descendants().toList());
	}

	Processes and(Processes others) {
		return new Processes(Stream.concat(this.handles.stream(), others.handles.stream()).toList());
	}

	/**
	 * The processor time that all of them have used so far.
	 * @return the sum of user and system time, in nanoseconds
	 */
	long cpuNanos() {
		return this.handles.stream().mapToLong(Processes::cpuNanos).sum();
	}

	private static long cpuNanos(ProcessHandle process) {
		return process.info()
			.totalCpuDuration()
			.orElseThrow(() -> new IllegalStateException("Process %d ended".formatted(process.pid())))
			.toNanos();
	}

}
