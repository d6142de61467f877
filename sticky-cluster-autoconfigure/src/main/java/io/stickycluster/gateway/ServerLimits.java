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

package io.stickycluster.gateway;

import java.time.Duration;

import org.jspecify.annotations.Nullable;
import reactor.netty.http.server.HttpRequestDecoderSpec;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerConfig;

import io.stickycluster.http1.RequestDecoder;

/**
 * What the server's own settings say about connections, relayed requests included.
 *
 * @param idleTimeout how long a connection may be idle, {@code null} when not set
 * @param maxKeepAliveRequests how many requests a connection takes, -1 for any number
 * @param maxRequestLine the most bytes of a request line
 * @param maxHeader the most bytes of a request's header fields
 */
record ServerLimits(@Nullable Duration idleTimeout, int maxKeepAliveRequests, int maxRequestLine, int maxHeader) {

	static final ServerLimits DEFAULT = of(raise(HttpServer.create()));

	static ServerLimits of(HttpServer server) {
		HttpServerConfig config = server.configuration();
		return new ServerLimits(config.idleTimeout(), config.maxKeepAliveRequests(),
				config.decoder().maxInitialLineLength(), config.decoder().maxHeaderSize());
	}

	RequestDecoder requestDecoder() {
		return new RequestDecoder(this.maxRequestLine, this.maxHeader);
	}

	/**
	 * Let a request line be as long as a header may be, as in the servers of the
	 * instances, and bound the streams of an HTTP/2 connection.
	 * @param server the server
	 * @return the server
	 */
	static HttpServer raise(HttpServer server) {
		HttpServerConfig config = server.configuration();
		HttpRequestDecoderSpec current = config.decoder();
		return Http2Features.announce(server.httpRequestDecoder((decoder) -> decoder
			.maxInitialLineLength(Math.max(current.maxInitialLineLength(), current.maxHeaderSize()))
			.maxHeaderSize(current.maxHeaderSize())
			.validateHeaders(current.validateHeaders())
			.initialBufferSize(current.initialBufferSize())
			.allowPartialChunks(current.allowPartialChunks())
			.h2cMaxContentLength(current.h2cMaxContentLength())));
	}

}
