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

package io.stickycluster.handoff;

import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
import org.springframework.boot.reactor.netty.NettyServerCustomizer;
import org.springframework.boot.web.server.Http2;
import org.springframework.boot.web.server.Ssl;
import org.springframework.boot.web.server.WebServer;
import org.springframework.http.client.ReactorResourceFactory;
import org.springframework.http.server.reactive.HttpHandler;
import reactor.netty.resources.LoopResources;

import io.stickycluster.worker.NettyServerLifecycle;

/**
 * Lets an application on Reactor Netty serve connections that are handed over, beside
 * those of its port and with the same settings and handlers.
 */
public final class NettyTakerServer extends NettyServerLifecycle {

	private final NettyReactiveWebServerFactory factory;

	private final HttpHandler handler;

	private final ReactorResourceFactory resources;

	private final TakerServer settings;

	private final TakerServer.Attached attached = new TakerServer.Attached();

	/**
	 * Create a server that is not started.
	 * @param factory makes web servers as the application wants them
	 * @param handler handles the requests
	 * @param resources has the event loops
	 * @param settings what is set
	 */
	public NettyTakerServer(NettyReactiveWebServerFactory factory, HttpHandler handler,
			ReactorResourceFactory resources, TakerServer settings) {
		this.factory = factory;
		this.handler = handler;
		this.resources = resources;
		this.settings = settings;
	}

	@Override
	protected WebServer open() {
		NettyTaker taker = new NettyTaker();
		WebServer server = create(taker);
		server.start();
		try {
			this.attached.attach(this.settings, taker);
			return server;
		}
		catch (RuntimeException ex) {
			server.stop();
			throw ex;
		}
	}

	private WebServer create(NettyTaker taker) {
		LoopResources loops = this.resources.getLoopResources();
		NettyServerCustomizer takes = (server) -> taker.customize(server, loops, this.settings.otherProcess());
		// It would choose the event loops after all customizers
		this.factory.setResourceFactory(null);
		this.factory.addServerCustomizers(takes);
		try {
			return withSecurity(() -> this.factory.getWebServer(this.handler));
		}
		finally {
			this.factory.getServerCustomizers().remove(takes);
			this.factory.setResourceFactory(this.resources);
		}
	}

	/**
	 * Let TLS and HTTP/2 end here, which on the instance's own port they do not.
	 * @param supplier creates the server
	 * @return the server
	 */
	private WebServer withSecurity(Supplier<WebServer> supplier) {
		Ssl ssl = this.factory.getSsl();
		Http2 http2 = this.factory.getHttp2();
		Http2 enabled = new Http2();
		enabled.setEnabled(this.settings.http2());
		this.factory.setHttp2(enabled);
		enable(ssl, this.settings.tls());
		try {
			return supplier.get();
		}
		finally {
			enable(ssl, false);
			this.factory.setHttp2(http2);
		}
	}

	private static void enable(@Nullable Ssl ssl, boolean enabled) {
		if (ssl != null) {
			ssl.setEnabled(enabled);
		}
	}

	@Override
	protected void stopped() {
		this.attached.detach();
	}

}
