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

package io.stickycluster.logs;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * What the instances of a cluster write. Thread-safe.
 */
public final class InstanceLogs implements AutoCloseable {

	private static final Log logger = LogFactory.getLog(InstanceLogs.class);

	/**
	 * How long the last lines have to be written when everything ends.
	 */
	private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(2);

	private final LogSettings settings;

	private final @Nullable LogFiles files;

	private final ThreadGroup threads = Thread.currentThread().getThreadGroup();

	private final Map<Integer, InstanceLog> logs = new ConcurrentSkipListMap<>();

	private final List<Consumer<InstanceLog>> listeners = new CopyOnWriteArrayList<>();

	/**
	 * Create the logs of a cluster.
	 * @param settings how output is read and where it goes
	 */
	public InstanceLogs(LogSettings settings) {
		this.settings = settings;
		this.files = (settings.file() != null) ? new LogFiles(settings.file(), settings.charset()) : null;
	}

	/**
	 * Return the log of an index, which begins now if there was none.
	 * @param index the index of the instances
	 * @return the log
	 */
	public InstanceLog of(int index) {
		InstanceLog known = this.logs.get(index);
		return (known != null) ? known : create(index);
	}

	private synchronized InstanceLog create(int index) {
		InstanceLog known = this.logs.get(index);
		if (known != null) {
			return known;
		}
		InstanceLog log = new InstanceLog(index, this.settings, this.files, this.threads);
		this.logs.put(index, log);
		this.listeners.forEach((listener) -> listener.accept(log));
		return log;
	}

	/**
	 * Find the log of an index.
	 * @param index the index of the instances
	 * @return the log, empty when nothing was ever read of it
	 */
	public Optional<InstanceLog> find(int index) {
		return Optional.ofNullable(this.logs.get(index));
	}

	/**
	 * Tell of each log that is there and of each that begins later.
	 * @param listener told on the thread that begins the log, so it must return at once
	 */
	public synchronized void addListener(Consumer<InstanceLog> listener) {
		this.logs.values().forEach(listener);
		this.listeners.add(listener);
	}

	/**
	 * Write the last lines of outputs that have ended, and leave the rest behind. To be
	 * called when no instance runs any more.
	 */
	@Override
	public void close() {
		CompletableFuture<?>[] closed = this.logs.values()
			.stream()
			.map(InstanceLog::close)
			.toArray(CompletableFuture<?>[]::new);
		try {
			CompletableFuture.allOf(closed).get(CLOSE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		catch (ExecutionException | TimeoutException ex) {
			logger.debug("Some lines of instances are left behind", ex);
		}
		this.logs.values().forEach(InstanceLog::abandon);
		if (this.files != null) {
			this.files.close();
		}
	}

}
