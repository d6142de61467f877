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

package io.stickycluster.launch;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.AsynchronousChannelGroup;
import java.nio.channels.ShutdownChannelGroupException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

/**
 * {@link HealthCheck} by an HTTP request. An instance is well when it answers with a
 * status below 500: what is not there, or not for everybody, says nothing bad about it.
 */
public final class HttpHealthCheck implements HealthCheck, AutoCloseable {

	private static final Duration TIMEOUT = Duration.ofSeconds(5);

	private static final int SERVER_ERROR = 500;

	private final String path;

	private @Nullable AsynchronousChannelGroup channels;

	private boolean closed;

	/**
	 * Create a check.
	 * @param path the path that is requested
	 * @throws IllegalArgumentException if it is no path
	 */
	public HttpHealthCheck(String path) {
		HttpProbe.requirePath(path);
		this.path = path;
	}

	@Override
	public CompletionStage<Health> check(InetSocketAddress address) {
		try {
			HttpProbe probe = HttpProbe.send(channels(), address, this.path);
			CompletableFuture<Health> health = probe.whenDone().thenApply(this::judge);
			CompletableFuture.delayedExecutor(TIMEOUT.toSeconds(), TimeUnit.SECONDS).execute(probe::close);
			return health;
		}
		catch (IOException | ShutdownChannelGroupException ex) {
			return CompletableFuture.completedStage(new Health("could not be asked: " + ex));
		}
	}

	private Health judge(int status) {
		if (status == HttpProbe.NO_ANSWER) {
			return new Health("no answer to GET %s".formatted(this.path));
		}
		return (status < SERVER_ERROR) ? Health.GOOD : new Health("GET %s answered %d".formatted(this.path, status));
	}

	private synchronized AsynchronousChannelGroup channels() throws IOException {
		if (this.closed) {
			throw new ShutdownChannelGroupException();
		}
		if (this.channels == null) {
			this.channels = AsynchronousChannelGroup.withFixedThreadPool(1, HttpHealthCheck::thread);
		}
		return this.channels;
	}

	@Override
	public synchronized void close() throws IOException {
		this.closed = true;
		if (this.channels != null) {
			this.channels.shutdownNow();
		}
	}

	private static Thread thread(Runnable task) {
		Thread thread = new Thread(task, "sticky-cluster-health");
		thread.setDaemon(true);
		return thread;
	}

}
