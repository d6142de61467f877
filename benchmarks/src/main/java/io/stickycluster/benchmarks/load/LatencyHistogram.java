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

/**
 * Counts of latencies in buckets whose width grows with the latency: of bounded size, and
 * less than 2 % wrong. Not thread-safe.
 */
public final class LatencyHistogram {

	private static final int BUCKET_BITS = 6;

	private static final int BUCKETS_PER_POWER = 1 << BUCKET_BITS;

	private final long[] counts = new long[(Long.SIZE - BUCKET_BITS) * BUCKETS_PER_POWER];

	private long count;

	void record(long nanos) {
		this.counts[bucket(nanos)]++;
		this.count++;
	}

	void add(LatencyHistogram other) {
		for (int i = 0; i < this.counts.length; i++) {
			this.counts[i] += other.counts[i];
		}
		this.count += other.count;
	}

	/**
	 * How many latencies were recorded.
	 * @return the number
	 */
	public long count() {
		return this.count;
	}

	/**
	 * The latency that the given share of all latencies does not exceed.
	 * @param share a share of all latencies, from 0 to 1
	 * @return nanoseconds, 0 if nothing was recorded
	 */
	public long percentile(double share) {
		long rank = Math.max(1, (long) Math.ceil(share * this.count));
		long seen = 0;
		for (int i = 0; i < this.counts.length; i++) {
			seen += this.counts[i];
			if (seen >= rank) {
				return greatest(i);
			}
		}
		return 0;
	}

	private static int bucket(long nanos) {
		if (nanos < BUCKETS_PER_POWER) {
			return (int) Math.max(0, nanos);
		}
		int shift = Long.SIZE - 1 - Long.numberOfLeadingZeros(nanos) - BUCKET_BITS;
		return shift * BUCKETS_PER_POWER + (int) (nanos >>> shift);
	}

	private static long greatest(int bucket) {
		if (bucket < BUCKETS_PER_POWER) {
			return bucket;
		}
		int shift = bucket / BUCKETS_PER_POWER - 1;
		long first = (long) (BUCKETS_PER_POWER + bucket % BUCKETS_PER_POWER) << shift;
		return first + (1L << shift) - 1;
	}

}
