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

package io.stickycluster.sample.chat.socketio;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import io.socket.engineio.server.EngineIoServer;
import io.socket.engineio.server.EngineIoServerOptions;
import io.socket.socketio.server.SocketIoServer;
import io.socket.socketio.server.SocketIoServerOptions;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.context.SmartLifecycle;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

import io.stickycluster.bus.ClusterBus;

/**
 * The Socket.IO server of this application and all that it holds. Stops before the web
 * server does: a graceful shutdown would wait for clients that are polling.
 */
final class SocketIoEndpoint implements SmartLifecycle, DisposableBean {

	/**
	 * How large a message may be, in bytes. The default of the official server.
	 */
	static final int MAX_PAYLOAD = 1_000_000;

	private static final int MAX_SESSIONS = 20_000;

	private static final int MAX_EVENTS_WAITING = 10_000;

	private static final int TIMER_THREADS = 4;

	private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(TIMER_THREADS,
			daemons("socket.io-timer-"), new ThreadPoolExecutor.DiscardPolicy());

	private final ThreadPoolExecutor dispatcher = new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS,
			new ArrayBlockingQueue<>(MAX_EVENTS_WAITING), daemons("socket.io-events-"));

	private final EngineIoServer engine;

	private final EngineIoSessions sessions;

	private final SocketIoServer server;

	private volatile boolean running;

	SocketIoEndpoint(ClusterBus bus) {
		// Each packet moves its session's timeout; without this the old ones would pile
		// up.
		this.timer.setRemoveOnCancelPolicy(true);
		EngineIoServerOptions options = EngineIoServerOptions.newFromDefault();
		// The library would allow every origin, with credentials.
		options.setCorsHandlingDisabled(true);
		// Handshakes are answered at once, see EngineIoPolling.
		options.setAllowSyncPolling(true);
		options.setScheduledExecutorService(this.timer);
		this.engine = new EngineIoServer(options);
		this.sessions = new EngineIoSessions(this.engine, MAX_SESSIONS);
		SocketIoServerOptions serverOptions = SocketIoServerOptions.newFromDefault();
		serverOptions.setAdapterFactory((namespace) -> new ClusterAdapter(namespace, bus, this.dispatcher));
		this.server = new SocketIoServer(this.engine, serverOptions);
	}

	EngineIoServer engine() {
		return this.engine;
	}

	EngineIoSessions sessions() {
		return this.sessions;
	}

	SocketIoServer server() {
		return this.server;
	}

	/**
	 * Return the thread that talks to more than one client. The library handles what a
	 * client posts while it holds that client's lock, and sending takes the lock of the
	 * receiver: two clients that answer each other at the same time would wait for ever.
	 * @return an executor that runs one task after the other and rejects what is too much
	 */
	Executor dispatcher() {
		return this.dispatcher;
	}

	@Override
	public void start() {
		this.running = true;
	}

	@Override
	public void stop() {
		this.running = false;
		this.sessions.close();
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	@Override
	public void destroy() {
		this.dispatcher.shutdownNow();
		this.timer.shutdownNow();
		this.engine.shutdown();
	}

	private static CustomizableThreadFactory daemons(String prefix) {
		CustomizableThreadFactory factory = new CustomizableThreadFactory(prefix);
		factory.setDaemon(true);
		return factory;
	}

}
