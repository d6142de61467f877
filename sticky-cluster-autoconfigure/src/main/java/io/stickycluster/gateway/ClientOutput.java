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

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponse;

import io.stickycluster.http1.MessageWriter;

/**
 * Writes relayed responses to a client's HTTP/1 connection, past the server's codec.
 */
final class ClientOutput {

	private final MessageWriter writer;

	private final ConnectionEnd end;

	ClientOutput(ChannelHandlerContext ctx, ConnectionEnd end) {
		this.writer = new MessageWriter(ctx.alloc(), (bytes) -> ctx.write(bytes, ctx.voidPromise()));
		this.end = end;
	}

	/**
	 * Write an informational response to a client that knows of such.
	 * @param response the response
	 * @param turn the turn of the request
	 */
	void informational(HttpResponse response, RequestTurn turn) {
		if (!turn.isHttp10()) {
			this.writer.response(response, false);
			this.writer.drain();
		}
	}

	void head(HttpResponse response, RequestTurn turn, boolean requestComplete) {
		this.end.progressed();
		turn.adapt(response, requestComplete);
		this.writer.response(response, turn.isHead());
	}

	void content(HttpContent content) {
		this.end.progressed();
		this.writer.content(content);
	}

	void switching(HttpResponse response) {
		response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE);
		response.headers().set(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET);
		this.writer.response(response, false);
	}

	void drain() {
		this.writer.drain();
	}

	void close() {
		this.writer.close();
	}

}
