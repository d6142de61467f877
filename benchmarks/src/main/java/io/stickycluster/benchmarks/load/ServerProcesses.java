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

package io.stickycluster.benchmarks.load;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * The processes that serve, children included.
 */
final class ServerProcesses {

	private final List<ProcessHandle> processes;

	private ServerProcesses(List<ProcessHandle> processes) {
		this.processes = processes;
	}

	/**
	 * The processes with the given ids.
	 * @param pids comma-separated process ids
	 * @return the processes and their children
	 */
	static ServerProcesses of(String pids) {
		return new ServerProcesses(Arrays.stream(pids.split(","))
			.map((pid) -> ProcessHandle.of(Long.parseLong(pid))
				.orElseThrow(() -> new IllegalStateException("There is no process " + pid)))
			.flatMap((process) -> Stream.concat(Stream.of(process), process.descendants()))
			.toList());
	}

	/**
	 * The processor time that all of them have used so far.
	 * @return the sum of user and system time
	 */
	Duration cpuTime() {
		return this.processes.stream().map(ServerProcesses::cpuTime).reduce(Duration.ZERO, Duration::plus);
	}

	private static Duration cpuTime(ProcessHandle process) {
		return process.info()
			.totalCpuDuration()
			.orElseThrow(() -> new IllegalStateException("Process %d ended".formatted(process.pid())));
	}

}
