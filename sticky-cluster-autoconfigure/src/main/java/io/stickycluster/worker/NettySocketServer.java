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

import java.nio.file.Path;
import java.util.function.Supplier;

import io.netty.channel.unix.DomainSocketAddress;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
import org.springframework.boot.reactor.netty.NettyServerCustomizer;
import org.springframework.boot.web.server.Ssl;
import org.springframework.boot.web.server.WebServer;
import org.springframework.boot.web.server.WebServerException;
import org.springframework.http.server.reactive.HttpHandler;

/**
 * Lets an application on Reactor Netty listen on a Unix-domain socket beside its port,
 * with the same settings and handlers.
 */
public final class NettySocketServer extends NettyServerLifecycle {

	private static final Log logger = LogFactory.getLog(NettySocketServer.class);

	private final Supplier<@Nullable NettyReactiveWebServerFactory> factory;

	private final Supplier<@Nullable HttpHandler> handler;

	private final Path socket;

	/**
	 * Create a server that is not started.
	 * @param factory makes web servers as the application wants them; gives {@code null}
	 * when it is not on Reactor Netty
	 * @param handler handles the requests; gives {@code null} when there is not just one
	 * @param socket where to listen; nothing must be there yet
	 */
	public NettySocketServer(Supplier<@Nullable NettyReactiveWebServerFactory> factory,
			Supplier<@Nullable HttpHandler> handler, Path socket) {
		this.factory = factory;
		this.handler = handler;
		this.socket = socket;
	}

	@Override
	protected @Nullable WebServer open() {
		NettyReactiveWebServerFactory factory = this.factory.get();
		HttpHandler handler = this.handler.get();
		if (factory == null || handler == null) {
			return null;
		}
		WebServer server = create(factory, handler);
		try {
			server.start();
			return server;
		}
		catch (WebServerException ex) {
			// A transport without such sockets: the gateway takes the port
			logger.debug("Not listening on " + this.socket, ex);
			return null;
		}
	}

	private WebServer create(NettyReactiveWebServerFactory factory, HttpHandler handler) {
		NettyServerCustomizer bindToSocket = (server) -> server
			.bindAddress(() -> new DomainSocketAddress(this.socket.toString()));
		factory.addServerCustomizers(bindToSocket);
		Ssl ssl = factory.getSsl();
		// For the port only
		factory.setSsl(null);
		try {
			return factory.getWebServer(handler);
		}
		finally {
			factory.setSsl(ssl);
			factory.getServerCustomizers().remove(bindToSocket);
		}
	}

}
