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

package io.stickycluster.launch.process;

import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;

import com.sun.management.OperatingSystemMXBean;

/**
 * The part of a machine's (or container's) memory that each instance's JVM gets.
 *
 * <p>
 * Without a configured size, what the system and the supervisor need is left to them and
 * the rest is divided. Of its part an instance's JVM gets so much for its heap that the
 * classes, the code, the threads and the buffers beside it have room too; and without a
 * configured size no more than a JVM takes by itself, a quarter of the machine.
 *
 * @param total memory of the machine or container, in bytes
 * @param configured memory of each instance in bytes, 0 for a share
 */
public record MemoryShare(long total, long configured) {

	static final long MEGABYTE = 1024 * 1024;

	private static final long SUPERVISOR = 256 * MEGABYTE;

	private static final long LEAST_FOR_SYSTEM = 128 * MEGABYTE;

	private static final long LEAST_BESIDE_HEAP = 128 * MEGABYTE;

	private static final long MOST_BESIDE_HEAP = 1024 * MEGABYTE;

	private static final long LEAST_DIRECT = 64 * MEGABYTE;

	private static final long LEAST_HEAP = 16 * MEGABYTE;

	private static final long SMALL_HEAP = 64 * MEGABYTE;

	private static final Predicate<String> HEAP_SIZE = Pattern
		.compile(String.join("|", "-Xm[xsn].*", "-XX:(Max|Initial|Min|SoftMax)HeapSize=.*", "-XX:(Max)?NewSize=.*",
				"-XX:(Max|Min|Initial)RAMPercentage=.*", "-XX:(Max|Min|Initial)RAMFraction=.*", "-XX:MaxRAM=.*"))
		.asMatchPredicate();

	private static final Predicate<String> LARGEST_HEAP = Pattern
		.compile("-Xmx.*|-XX:(MaxHeapSize|MaxRAM|MaxRAMPercentage|MinRAMPercentage|MaxRAMFraction)=.*")
		.asMatchPredicate();

	private static final String DIRECT_SIZE = "-XX:MaxDirectMemorySize=";

	public MemoryShare {
		if (total <= 0 || configured < 0) {
			throw new IllegalArgumentException(
					"'total' (%d) must be positive and 'configured' (%d) not negative".formatted(total, configured));
		}
	}

	/**
	 * Return the shares of the machine or container that this JVM runs on.
	 * @param configured memory of each instance in bytes, 0 for a share
	 * @return the shares
	 */
	public static MemoryShare ofThisMachine(long configured) {
		OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
		return new MemoryShare(system.getTotalMemorySize(), configured);
	}

	static boolean isHeapSize(String argument) {
		return HEAP_SIZE.test(argument);
	}

	static boolean limitsHeap(List<String> arguments) {
		return arguments.stream().anyMatch(LARGEST_HEAP);
	}

	/**
	 * Return the memory of an instance.
	 * @param instances the number of instances
	 * @return the size in bytes
	 */
	long memory(int instances) {
		return (this.configured != 0) ? this.configured : Math.max(0, this.total - reserve()) / Math.max(1, instances);
	}

	/**
	 * Return the heap of an instance.
	 * @param instances the number of instances
	 * @return the largest size in bytes
	 */
	long heap(int instances) {
		long memory = memory(instances);
		long heap = Math.max(memory / 2, memory - besideHeap(memory));
		if (this.configured == 0) {
			heap = Math.min(heap, this.total / 4);
		}
		return Math.max(LEAST_HEAP, heap / MEGABYTE * MEGABYTE);
	}

	boolean isHeapSmall(int instances) {
		return heap(instances) < SMALL_HEAP;
	}

	/**
	 * Return whether the instances together want more than the machine has, beside the
	 * supervisor.
	 * @param instances the number of instances
	 * @return whether the machine is too small
	 */
	boolean isExceeded(int instances) {
		return memory(instances) * instances + SUPERVISOR > this.total;
	}

	/**
	 * Return the JVM arguments that hold an instance to its memory, as far as its other
	 * arguments do not.
	 * @param instances the number of instances
	 * @param others the other arguments
	 * @return the arguments
	 */
	List<String> arguments(int instances, List<String> others) {
		if (limitsHeap(others)) {
			return List.of();
		}
		String heap = "-Xmx" + heap(instances) / MEGABYTE + "m";
		if (others.stream().anyMatch((other) -> other.startsWith(DIRECT_SIZE))) {
			return List.of(heap);
		}
		return List.of(heap, DIRECT_SIZE + direct(instances) / MEGABYTE + "m");
	}

	/**
	 * By default a JVM's buffers may take as much as its heap, which would not fit.
	 */
	private long direct(int instances) {
		return Math.max(LEAST_DIRECT, besideHeap(memory(instances)) / 2);
	}

	private long reserve() {
		return SUPERVISOR + Math.max(LEAST_FOR_SYSTEM, this.total / 10);
	}

	private static long besideHeap(long memory) {
		return Math.min(Math.max(LEAST_BESIDE_HEAP, memory / 5 * 2), MOST_BESIDE_HEAP);
	}

}
