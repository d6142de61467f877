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

package io.stickycluster.benchmarks.bare;

import java.util.function.BiFunction;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import reactor.netty.http.websocket.WebsocketInbound;
import reactor.netty.http.websocket.WebsocketOutbound;

/**
 * The answers of a bare instance, the same as those of the application.
 */
final class BareAnswers implements BiFunction<HttpServerRequest, HttpServerResponse, Publisher<Void>> {

	private static final ByteBuf SMALL = answer(5);

	private static final ByteBuf LARGE = answer(64 * 1024);

	private static final ByteBuf MESSAGE = answer(64);

	@Override
	public Publisher<Void> apply(HttpServerRequest request, HttpServerResponse response) {
		return switch (request.uri()) {
			case "/small" -> answer(response, SMALL);
			case "/large" -> answer(response, LARGE);
			case "/upload" -> request.receive().then(Mono.defer(() -> Mono.from(answer(response, SMALL))));
			case "/socket/echo" -> response.sendWebsocket(BareAnswers::echo);
			case "/socket/stream" -> response.sendWebsocket(BareAnswers::stream);
			default -> response.sendNotFound();
		};
	}

	private static Publisher<Void> answer(HttpServerResponse response, ByteBuf answer) {
		return response.header(HttpHeaderNames.CONTENT_TYPE, "text/plain")
			.header(HttpHeaderNames.CONTENT_LENGTH, Integer.toString(answer.readableBytes()))
			.sendObject(answer.duplicate());
	}

	private static Publisher<Void> echo(WebsocketInbound in, WebsocketOutbound out) {
		return out.sendObject(in.receiveFrames().map(WebSocketFrame::retain));
	}

	/**
	 * Send without end once the client says so: what waits before the client measures
	 * would count, too.
	 * @param in what the client sends
	 * @param out what it gets
	 * @return when it ends
	 */
	private static Publisher<Void> stream(WebsocketInbound in, WebsocketOutbound out) {
		return out.sendObject(in.receiveFrames().concatMap((go) -> endless()));
	}

	private static Flux<WebSocketFrame> endless() {
		return Flux.generate((sink) -> sink.next(new BinaryWebSocketFrame(MESSAGE.duplicate())));
	}

	private static ByteBuf answer(int size) {
		ByteBuf answer = Unpooled.directBuffer(size);
		for (int i = 0; i < size; i++) {
			answer.writeByte('a');
		}
		return Unpooled.unreleasableBuffer(answer.asReadOnly());
	}

}
