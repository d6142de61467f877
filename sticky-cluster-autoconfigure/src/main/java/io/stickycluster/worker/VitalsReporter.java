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

package io.stickycluster.worker;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import io.stickycluster.instance.InstanceVitals;

/**
 * Tells the vitals of an instance at a fixed interval, on a thread of its own.
 */
final class VitalsReporter implements AutoCloseable {

	private static final Log logger = LogFactory.getLog(VitalsReporter.class);

	private final Supplier<InstanceVitals> vitals;

	private final Consumer<InstanceVitals> consumer;

	private final Duration interval;

	private final CountDownLatch closed = new CountDownLatch(1);

	VitalsReporter(Supplier<InstanceVitals> vitals, Consumer<InstanceVitals> consumer, Duration interval) {
		this.vitals = vitals;
		this.consumer = consumer;
		this.interval = interval;
	}

	void start() {
		Thread thread = new Thread(this::run, "sticky-cluster-vitals");
		thread.setDaemon(true);
		thread.start();
	}

	@Override
	public void close() {
		this.closed.countDown();
	}

	private void run() {
		try {
			do {
				report();
			}
			while (!this.closed.await(this.interval.toNanos(), TimeUnit.NANOSECONDS));
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private void report() {
		try {
			this.consumer.accept(this.vitals.get());
		}
		catch (RuntimeException ex) {
			logger.warn("Could not tell the supervisor the vitals of this instance", ex);
		}
	}

}
