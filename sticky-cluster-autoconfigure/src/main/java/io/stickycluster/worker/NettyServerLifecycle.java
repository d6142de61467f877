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

import org.jspecify.annotations.Nullable;
import org.springframework.boot.web.server.WebServer;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.SmartLifecycle;

/**
 * Life of a server of Reactor Netty that an application has beside its own. It starts
 * after that and shuts down gracefully together with it.
 */
public abstract class NettyServerLifecycle implements SmartLifecycle, AutoCloseable {

	private volatile @Nullable WebServer server;

	@Override
	public final void start() {
		this.server = open();
	}

	/**
	 * Start a server.
	 * @return the server, {@code null} when there is to be none
	 */
	protected abstract @Nullable WebServer open();

	/**
	 * Do what is left to do when the server has stopped.
	 */
	protected void stopped() {
	}

	@Override
	public final void stop(Runnable callback) {
		WebServer running = this.server;
		if (running == null) {
			callback.run();
			return;
		}
		running.shutDownGracefully((result) -> {
			close();
			callback.run();
		});
	}

	@Override
	public final void stop() {
		close();
	}

	/**
	 * Stop without any grace, if a graceful shutdown has not ended in time.
	 */
	@Override
	public final void close() {
		WebServer running = this.server;
		this.server = null;
		if (running != null) {
			running.stop();
			stopped();
		}
	}

	@Override
	public final boolean isRunning() {
		return this.server != null;
	}

	@Override
	public final int getPhase() {
		return WebServerApplicationContext.GRACEFUL_SHUTDOWN_PHASE;
	}

}
