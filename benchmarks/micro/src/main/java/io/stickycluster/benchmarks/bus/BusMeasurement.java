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

package io.stickycluster.benchmarks.bus;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;

/**
 * Messages of one member to all others, measured.
 *
 * @param perSecond how many were published in a second when none is sent before the
 * slowest member has all but a thousand
 * @param p50Micros what half of the latencies do not exceed, at a thousand messages a
 * second
 * @param p99Micros what 99 % of those do not exceed
 */
record BusMeasurement(double perSecond, double p50Micros, double p99Micros) {

	private static final int PAYLOAD = 100;

	private static final int WINDOW = 1000;

	private static final int PACED_PER_SECOND = 1000;

	private static final Duration TIMEOUT = Duration.ofSeconds(30);

	/**
	 * Measure.
	 * @param factory makes the members
	 * @param count how many
	 * @param duration how long to measure each of both
	 * @return what was measured
	 * @throws Exception if a message does not arrive
	 */
	static BusMeasurement of(Members.Factory factory, int count, Duration duration) throws Exception {
		int paced = (int) (PACED_PER_SECOND * duration.toMillis() / 1000);
		// Each member has a slot in each row of 8, which is a cache line
		AtomicLongArray received = new AtomicLongArray(count * 8);
		long[][] latencies = new long[count][paced];
		try (Members members = factory.create(count, (member, payload) -> {
			ByteBuffer buffer = ByteBuffer.wrap(payload);
			int number = buffer.getInt();
			if (number >= 0) {
				latencies[member][number] = System.nanoTime() - buffer.getLong();
			}
			received.lazySet(member * 8, received.getPlain(member * 8) + 1);
		})) {
			long sent = fullSpeed(members, received, count, 0, duration.dividedBy(2)).sent();
			Run run = fullSpeed(members, received, count, sent, duration);
			awaitReceived(received, count, run.sent());
			pace(members, paced);
			awaitReceived(received, count, run.sent() + paced);
			long[] sorted = Arrays.stream(latencies, 1, count).flatMapToLong(Arrays::stream).sorted().toArray();
			return new BusMeasurement(run.perSecond(), sorted[sorted.length / 2] / 1e3,
					sorted[(int) (sorted.length * 0.99)] / 1e3);
		}
	}

	private static Run fullSpeed(Members members, AtomicLongArray received, int count, long before, Duration duration)
			throws TimeoutException {
		long begin = System.nanoTime();
		long end = begin + duration.toNanos();
		long sent = before;
		byte[] payload = payload(-1);
		while (System.nanoTime() < end) {
			awaitReceived(received, count, sent - WINDOW);
			members.publish(payload);
			sent++;
		}
		awaitReceived(received, count, sent);
		return new Run(sent, (sent - before) * 1e9 / (System.nanoTime() - begin));
	}

	private static void pace(Members members, int messages) {
		long begin = System.nanoTime();
		for (int i = 0; i < messages; i++) {
			long due = begin + TimeUnit.SECONDS.toNanos(i) / PACED_PER_SECOND;
			for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
				LockSupport.parkNanos(left);
			}
			members.publish(payload(i));
		}
	}

	private static void awaitReceived(AtomicLongArray received, int count, long messages) throws TimeoutException {
		long end = System.nanoTime() + TIMEOUT.toNanos();
		for (int member = 1; member < count; member++) {
			while (received.get(member * 8) < messages) {
				if (System.nanoTime() > end) {
					throw new TimeoutException(
							"Member %d got %d of %d messages".formatted(member, received.get(member * 8), messages));
				}
				LockSupport.parkNanos(1000);
			}
		}
	}

	private static byte[] payload(int number) {
		return ByteBuffer.allocate(PAYLOAD).putInt(number).putLong(System.nanoTime()).array();
	}

	/**
	 * A run at full speed.
	 *
	 * @param sent how many messages were sent since the members were made
	 * @param perSecond how many in a second of this run
	 */
	private record Run(long sent, double perSecond) {

	}

}
