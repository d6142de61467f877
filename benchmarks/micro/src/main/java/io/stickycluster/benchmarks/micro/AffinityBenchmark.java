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

import java.util.Objects;
import java.util.concurrent.TimeUnit;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

import io.stickycluster.affinity.AffinityKey;
import io.stickycluster.affinity.AffinityTable;
import io.stickycluster.affinity.Candidates;
import io.stickycluster.affinity.KnownClient;
import io.stickycluster.instance.Instance;

/**
 * Finding the instance of a client, from the key to the release after the response.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class AffinityBenchmark {

	private static final int KNOWN = 1 << 16;

	@Param({ "1", "4", "64" })
	int instances;

	private AffinityTable table = Clients.table(KNOWN);

	private Candidates candidates = Clients.instances(1);

	private KnownClient[] known = new KnownClient[KNOWN];

	private int next;

	/**
	 * Fill a table.
	 */
	@Setup
	public void fill() {
		this.candidates = Clients.instances(this.instances);
		this.table = Clients.table(KNOWN);
		this.known = new KnownClient[KNOWN];
		for (int i = 0; i < KNOWN; i++) {
			this.known[i] = this.table.enter(Clients.key(i), this.candidates);
			this.table.place(this.known[i], this.candidates, false);
			this.table.leave(this.known[i]);
		}
	}

	/**
	 * Find the instance of a client that is here, for a further request of its
	 * connection.
	 * @return the instance
	 */
	@Benchmark
	public Instance knownClient() {
		return visit(this.known[this.next++ & (KNOWN - 1)]);
	}

	/**
	 * Find the instance of a client that is here, for the first request of a connection.
	 * @return the instance
	 */
	@Benchmark
	public Instance knownClientByKey() {
		return visit(Clients.key(this.next++ & (KNOWN - 1)));
	}

	/**
	 * Find an instance for a client that is not here, in a full table: another has to go.
	 * @return the instance
	 */
	@Benchmark
	public Instance unknownClient() {
		return visit(Clients.key(KNOWN + (this.next++ & Integer.MAX_VALUE >>> 1)));
	}

	private Instance visit(AffinityKey key) {
		KnownClient client = this.table.enter(key, this.candidates);
		Instance instance = Objects.requireNonNull(this.table.place(client, this.candidates, false));
		this.table.leave(client);
		return instance;
	}

}
