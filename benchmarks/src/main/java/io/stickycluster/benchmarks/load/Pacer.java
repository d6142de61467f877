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

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;

/**
 * Tells clients when to send. It has a thread of its own, because a selector's timeout is
 * in milliseconds.
 */
final class Pacer implements Callable<LatencyHistogram> {

	private final List<PacedClient> clients;

	private final double perSecond;

	private final Duration duration;

	Pacer(List<PacedClient> clients, double perSecond, Duration duration) {
		this.clients = clients;
		this.perSecond = perSecond;
		this.duration = duration;
	}

	@Override
	public LatencyHistogram call() throws IOException {
		PacedSchedule schedule = new PacedSchedule(System.nanoTime(), this.clients.size(), this.perSecond);
		for (long request = 0; schedule.nanos(request) - schedule.startNanos() < this.duration.toNanos(); request++) {
			long wait = schedule.nanos(request) - System.nanoTime();
			while (wait > 0 && !Thread.currentThread().isInterrupted()) {
				LockSupport.parkNanos(wait);
				wait = schedule.nanos(request) - System.nanoTime();
			}
			if (Thread.currentThread().isInterrupted()) {
				break;
			}
			this.clients.get(schedule.client(request)).sendOneMore(schedule);
		}
		return new LatencyHistogram();
	}

}
