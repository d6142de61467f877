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

package io.stickycluster.autoconfigure;

import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
import org.springframework.boot.web.server.WebServer;
import org.springframework.http.server.reactive.HttpHandler;

/**
 * Makes a web server that does not listen. Spring Boot creates another factory of the
 * same class for the management port, by the constructor without arguments: that one's
 * server does.
 */
class UnopenedWebServerFactory extends NettyReactiveWebServerFactory {

	private final boolean unopened;

	UnopenedWebServerFactory() {
		this(false);
	}

	UnopenedWebServerFactory(boolean unopened) {
		this.unopened = unopened;
	}

	@Override
	public WebServer getWebServer(HttpHandler httpHandler) {
		return this.unopened ? new UnopenedWebServer() : super.getWebServer(httpHandler);
	}

	/**
	 * A web server that does nothing.
	 */
	private static final class UnopenedWebServer implements WebServer {

		@Override
		public void start() {
		}

		@Override
		public void stop() {
		}

		@Override
		public int getPort() {
			return -1;
		}

	}

}
