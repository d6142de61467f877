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

import java.lang.management.ManagementFactory;

import com.sun.management.UnixOperatingSystemMXBean;

/**
 * How many files a process may have open, which limits how many connections there can be.
 */
final class OpenFiles {

	/**
	 * What a server has open beside connections, with room to spare.
	 */
	private static final int OTHERS = 1_000;

	private static final int GREATEST = 1_000_000;

	private OpenFiles() {
	}

	static int limit() {
		if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system) {
			return (int) Math.min(GREATEST, system.getMaxFileDescriptorCount());
		}
		throw new IllegalStateException("The benchmark needs Linux");
	}

	/**
	 * Return how many connections a proxy can have, each with one to an instance.
	 * @return the number of clients' connections
	 */
	static int proxiedConnections() {
		return Math.max(1, (limit() - OTHERS) / 2);
	}

}
