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

package io.stickycluster.worker;

import java.io.IOException;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

import com.sun.management.OperatingSystemMXBean;

import io.stickycluster.instance.InstanceVitals;

/**
 * Measures the {@link InstanceVitals} of this JVM.
 */
public final class JvmVitals implements Supplier<InstanceVitals> {

	private static final Path MEMORY_STATUS = Path.of("/proc/self/status");

	private static final String RESIDENT = "VmRSS:";

	private final Clock clock;

	private final LongSupplier openSessions;

	/**
	 * Create an instance.
	 * @param clock tells when it was measured
	 * @param openSessions counts the HTTP sessions, -1 when that is not known
	 */
	public JvmVitals(Clock clock, LongSupplier openSessions) {
		this.clock = clock;
		this.openSessions = openSessions;
	}

	@Override
	public InstanceVitals get() {
		MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
		MemoryUsage heap = memory.getHeapMemoryUsage();
		return new InstanceVitals(this.clock.instant(), heap.getUsed(), heapAfterGc(), heap.getMax(),
				memory.getNonHeapMemoryUsage().getUsed(), resident(), gcTime(), cpuTime(),
				ManagementFactory.getThreadMXBean().getThreadCount(), this.openSessions.getAsLong());
	}

	private static long heapAfterGc() {
		if (collections(GarbageCollectorMXBean::getCollectionCount) == 0) {
			return -1;
		}
		long sum = 0;
		for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
			// What the pool held after the collection that looked at it last
			MemoryUsage usage = (pool.getType() == MemoryType.HEAP) ? pool.getCollectionUsage() : null;
			sum += (usage != null) ? usage.getUsed() : 0;
		}
		return sum;
	}

	private static Duration gcTime() {
		return Duration.ofMillis(collections(GarbageCollectorMXBean::getCollectionTime));
	}

	private static long collections(ToLongFunction<GarbageCollectorMXBean> value) {
		return ManagementFactory.getGarbageCollectorMXBeans()
			.stream()
			.mapToLong(value)
			.map((count) -> Math.max(0, count))
			.sum();
	}

	private static Duration cpuTime() {
		return (ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system)
				? Duration.ofNanos(system.getProcessCpuTime()) : Duration.ofNanos(-1);
	}

	private static long resident() {
		try {
			for (String line : Files.readAllLines(MEMORY_STATUS)) {
				if (line.startsWith(RESIDENT)) {
					return 1024 * Long.parseLong(line.replaceAll("\\D", ""));
				}
			}
		}
		catch (IOException | NumberFormatException ex) {
			// This system has no such file
		}
		return -1;
	}

}
