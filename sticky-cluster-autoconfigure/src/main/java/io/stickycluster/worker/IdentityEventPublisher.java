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

import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import io.stickycluster.instance.ClusterIdentity;
import io.stickycluster.instance.IdentitySource;

/**
 * Turns changes of an {@link IdentitySource} into {@link ClusterIdentityChangedEvent
 * events}, off the supervisor's thread. At most one event waits: changes that come while
 * a listener is busy are told as one.
 */
public final class IdentityEventPublisher implements AutoCloseable {

	private static final Log logger = LogFactory.getLog(IdentityEventPublisher.class);

	private final IdentitySource source;

	private final Consumer<ClusterIdentityChangedEvent> publisher;

	private final ExecutorService executor;

	private final AtomicBoolean scheduled = new AtomicBoolean();

	private ClusterIdentity told;

	private @Nullable Runnable subscription;

	/**
	 * Create a publisher.
	 * @param source the source to follow
	 * @param publisher publishes an event; may block
	 */
	public IdentityEventPublisher(IdentitySource source, Consumer<ClusterIdentityChangedEvent> publisher) {
		this.source = source;
		this.publisher = publisher;
		this.told = source.current();
		ThreadPoolExecutor executor = new ThreadPoolExecutor(1, 1, 5, TimeUnit.SECONDS, new LinkedBlockingQueue<>(2),
				(task) -> {
					Thread thread = new Thread(task, "sticky-cluster-events-" + source.current().index());
					thread.setDaemon(true);
					return thread;
				});
		executor.allowCoreThreadTimeOut(true);
		this.executor = executor;
	}

	/**
	 * Begin to follow the source. What changed since this publisher was created is told
	 * first.
	 */
	public synchronized void start() {
		if (this.subscription == null) {
			this.subscription = this.source.subscribe((identity) -> schedule());
			schedule();
		}
	}

	@Override
	public synchronized void close() {
		if (this.subscription != null) {
			this.subscription.run();
		}
		this.executor.shutdownNow();
	}

	private void schedule() {
		if (!this.executor.isShutdown() && this.scheduled.compareAndSet(false, true)) {
			this.executor.execute(this::tell);
		}
	}

	private void tell() {
		this.scheduled.set(false);
		ClusterIdentity previous = this.told;
		ClusterIdentity current = this.source.current();
		// In this order: what has come after the end is not told
		if (current.equals(previous) || this.executor.isShutdown()) {
			return;
		}
		this.told = current;
		try {
			this.publisher.accept(new ClusterIdentityChangedEvent(previous, current));
		}
		catch (RuntimeException ex) {
			logger.warn("A listener failed on a change of the cluster identity", ex);
		}
	}

}
