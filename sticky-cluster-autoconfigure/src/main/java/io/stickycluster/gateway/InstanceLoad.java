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

package io.stickycluster.gateway;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

import io.stickycluster.instance.GenerationTraffic;

/**
 * What the gateway carries for one generation of an instance, and how that has answered.
 * Thread-safe.
 */
final class InstanceLoad {

	private final InstanceGeneration owner;

	private final LongAdder totalOfIndex;

	private final Consumer<InstanceLoad> onLastEnd;

	private final AtomicInteger connections = new AtomicInteger();

	private final LongAdder begun = new LongAdder();

	private final LongAdder ended = new LongAdder();

	private final LongAdder answers = new LongAdder();

	private final LongAdder failures = new LongAdder();

	private final LongAdder latencyNanos = new LongAdder();

	private final OpenStreams streams = new OpenStreams();

	private final InstanceQueue queue;

	private volatile boolean gone;

	/**
	 * Create a load of nothing.
	 * @param owner whose it is
	 * @param queue how many requests may be in progress and wait
	 * @param totalOfIndex counts the requests of all generations
	 * @param onLastEnd is told when nothing is left of a generation that is gone
	 */
	InstanceLoad(InstanceGeneration owner, QueueSettings queue, LongAdder totalOfIndex,
			Consumer<InstanceLoad> onLastEnd) {
		this.owner = owner;
		this.totalOfIndex = totalOfIndex;
		this.onLastEnd = onLastEnd;
		this.queue = new InstanceQueue(queue.maxActive(), queue.maxQueued());
	}

	InstanceGeneration owner() {
		return this.owner;
	}

	/**
	 * Count one more connection unless there are enough.
	 * @param max how many there may be
	 * @return whether it was counted
	 */
	boolean tryOpenConnection(int max) {
		if (this.connections.incrementAndGet() > max) {
			this.connections.decrementAndGet();
			return false;
		}
		return true;
	}

	void connectionClosed() {
		this.connections.decrementAndGet();
		tellIfLast();
	}

	void requestBegins() {
		this.begun.increment();
		this.totalOfIndex.increment();
	}

	void requestEnds() {
		this.ended.increment();
		tellIfLast();
	}

	/**
	 * Count the begin of an answer.
	 * @param nanos the time since the request has arrived
	 */
	void answered(long nanos) {
		this.answers.increment();
		this.latencyNanos.add(nanos);
	}

	/**
	 * Count a request that was answered with an error of the instance, or not at all.
	 */
	void failed() {
		this.failures.increment();
	}

	void streamBegins(OpenStream stream) {
		this.streams.add(stream);
		this.ended.increment();
	}

	void streamEnds(OpenStream stream) {
		this.streams.remove(stream);
		tellIfLast();
	}

	/**
	 * Learn whether the cluster still has the generation.
	 * @param gone whether it has not
	 */
	void gone(boolean gone) {
		this.gone = gone;
		tellIfLast();
	}

	private void tellIfLast() {
		if (this.gone && isUnused()) {
			this.onLastEnd.accept(this);
		}
	}

	private boolean isUnused() {
		return connections() == 0 && requests() == 0 && this.streams.size() == 0;
	}

	int connections() {
		return this.connections.get();
	}

	/**
	 * Return how many requests are in progress.
	 * @return the number, rather too high than too low while it changes
	 */
	int requests() {
		long before = this.ended.sum();
		return (int) (this.begun.sum() - before);
	}

	GenerationTraffic traffic() {
		// Those that are counted last in a request's life are read first
		long failed = this.failures.sum();
		long latency = this.latencyNanos.sum();
		long answered = this.answers.sum();
		return new GenerationTraffic(requests(), this.streams.size(), this.begun.sum(), answered, failed, latency);
	}

	InstanceQueue queue() {
		return this.queue;
	}

	OpenStreams streams() {
		return this.streams;
	}

}
