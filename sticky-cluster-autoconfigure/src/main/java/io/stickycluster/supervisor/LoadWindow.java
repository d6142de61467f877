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

package io.stickycluster.supervisor;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

import io.stickycluster.supervisor.Load.CpuTime;

/**
 * The latest loads of the same instances, over a time. Confined to the supervisor's
 * thread.
 */
final class LoadWindow {

	/**
	 * Into how many parts the time is divided, of each of which one load is kept.
	 */
	private static final int PARTS = 60;

	private static final double NANOS_PER_SECOND = 1_000_000_000;

	private final Duration length;

	private final Deque<Load> loads = new ArrayDeque<>();

	private Load latest = new Load(Instant.MIN, List.of(), 0, 0, List.of());

	LoadWindow(Duration length) {
		this.length = length;
	}

	/**
	 * Begin anew.
	 */
	void clear() {
		this.loads.clear();
	}

	/**
	 * Add the load as it is now. One of other instances, or of an earlier time, begins
	 * anew.
	 * @param load the load
	 */
	void add(Load load) {
		if (!this.latest.instances().equals(load.instances()) || load.at().isBefore(this.latest.at())) {
			clear();
		}
		this.latest = load;
		Load last = this.loads.peekLast();
		if (last == null || !load.at().isBefore(last.at().plus(this.length.dividedBy(PARTS)))) {
			this.loads.addLast(load);
		}
		Instant begin = load.at().minus(this.length);
		while (this.loads.size() > 1 && !second().at().isAfter(begin)) {
			this.loads.removeFirst();
		}
	}

	private Load second() {
		return this.loads.stream().skip(1).findFirst().orElseThrow();
	}

	/**
	 * Return whether it spans its whole time.
	 * @return whether averages say something
	 */
	boolean isFull() {
		return !this.loads.isEmpty() && !this.loads.getFirst().at().isAfter(this.latest.at().minus(this.length));
	}

	/**
	 * Return how many processors were kept busy.
	 * @return the number on average, {@link Double#NaN} when it is not known
	 */
	double processors() {
		Load first = this.loads.getFirst();
		int processes = first.cpu().size();
		if (processes == 0 || this.latest.cpu().size() != processes) {
			return Double.NaN;
		}
		double sum = 0;
		for (int i = 0; i < processes; i++) {
			CpuTime begin = first.cpu().get(i);
			CpuTime end = this.latest.cpu().get(i);
			if (!end.at().isAfter(begin.at())) {
				return Double.NaN;
			}
			sum += (double) end.used().minus(begin.used()).toNanos() / Duration.between(begin.at(), end.at()).toNanos();
		}
		return sum;
	}

	double requestsPerSecond() {
		Load first = this.loads.getFirst();
		double seconds = Duration.between(first.at(), this.latest.at()).toNanos() / NANOS_PER_SECOND;
		return (this.latest.requests() - first.requests()) / seconds;
	}

	double sessions() {
		return this.loads.stream().mapToLong(Load::sessions).average().orElse(Double.NaN);
	}

}
