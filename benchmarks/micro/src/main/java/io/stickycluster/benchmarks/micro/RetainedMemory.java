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

package io.stickycluster.benchmarks.micro;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.lang.ref.Reference;

import io.stickycluster.affinity.AffinityTable;
import io.stickycluster.affinity.Candidates;
import io.stickycluster.affinity.KnownClient;

/**
 * What an affinity table with many clients has in memory.
 */
final class RetainedMemory {

	private static final int COLLECTIONS = 3;

	private RetainedMemory() {
	}

	/**
	 * Fill a table.
	 * @param clients how many clients it is to remember
	 * @return the memory that it has then, in bytes
	 */
	static long ofClients(int clients) {
		Candidates candidates = Clients.instances(4);
		long before = used();
		AffinityTable table = Clients.table(clients);
		for (int i = 0; i < clients; i++) {
			KnownClient client = table.enter(Clients.key(i), candidates);
			table.place(client, candidates, false);
			table.leave(client);
		}
		long retained = used() - before;
		Reference.reachabilityFence(table);
		return retained;
	}

	private static long used() {
		MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
		for (int i = 0; i < COLLECTIONS; i++) {
			memory.gc();
		}
		return memory.getHeapMemoryUsage().getUsed();
	}

}
