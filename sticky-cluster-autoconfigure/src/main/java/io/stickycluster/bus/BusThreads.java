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

package io.stickycluster.bus;

import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Threads of subscriptions, of which each needs one at most. They end when nothing has
 * come for a while.
 */
final class BusThreads implements AutoCloseable {

	private static final int IDLE_SECONDS = 10;

	private static final Log logger = LogFactory.getLog(BusThreads.class);

	private final ThreadPoolExecutor executor;

	private final AtomicInteger number = new AtomicInteger();

	private final int index;

	// Threads are made by whoever publishes, which may be another instance of the JVM:
	// they must belong to this one all the same, with all that tells whose a thread is
	private final @Nullable ThreadGroup group = Thread.currentThread().getThreadGroup();

	private final @Nullable ClassLoader classLoader = Thread.currentThread().getContextClassLoader();

	/**
	 * Create threads, which belong where the calling thread does.
	 * @param index the index of the instance that they belong to
	 */
	BusThreads(int index) {
		this.index = index;
		this.executor = new ThreadPoolExecutor(0, Integer.MAX_VALUE, IDLE_SECONDS, TimeUnit.SECONDS,
				new SynchronousQueue<>(), this::thread);
	}

	private Thread thread(Runnable task) {
		Thread thread = new Thread(this.group, task,
				"sticky-cluster-bus-" + this.index + "-" + this.number.incrementAndGet(), 0, false);
		thread.setContextClassLoader(this.classLoader);
		thread.setDaemon(true);
		return thread;
	}

	/**
	 * Have a task run by a thread.
	 * @param task the task
	 * @return whether there is a thread, {@code false} also when the bus is closed
	 */
	boolean tryExecute(Runnable task) {
		try {
			this.executor.execute(task);
			return true;
		}
		catch (RejectedExecutionException ex) {
			// The bus is closed: nobody expects any more messages
			return false;
		}
		catch (OutOfMemoryError ex) {
			// Others are woken by the same thread, and must not miss it
			logger.error("There is no thread for messages that have come", ex);
			return false;
		}
	}

	@Override
	public void close() {
		this.executor.shutdownNow();
	}

}
