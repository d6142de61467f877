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

import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

import io.stickycluster.affinity.AffinityKey;
import io.stickycluster.affinity.ClientTicket;
import io.stickycluster.affinity.KeyDigest;
import io.stickycluster.affinity.TicketSigner;

/**
 * What it costs to make a key of what clients send.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class AffinityKeyBenchmark {

	private final TicketSigner signer = new TicketSigner(
			"a secret of thirty-two characters".getBytes(StandardCharsets.UTF_8));

	private final String cookie = this.signer.write(new ClientTicket(new AffinityKey(1, 2), 3, Long.MAX_VALUE));

	private final String header = "tenant-4711.example.com";

	/**
	 * Check the signature of a cookie, as for its first request on a connection.
	 * @return what the cookie says
	 */
	@Benchmark
	public @Nullable ClientTicket signedCookie() {
		return this.signer.read(this.cookie);
	}

	/**
	 * Hash the value of a header, as for each request.
	 * @return the key
	 */
	@Benchmark
	public AffinityKey hashedHeader() {
		return KeyDigest.of(this.header);
	}

}
