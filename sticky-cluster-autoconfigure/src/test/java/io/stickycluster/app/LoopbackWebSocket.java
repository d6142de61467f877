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

package io.stickycluster.app;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;
import reactor.netty.http.Http11SslContextSpec;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.websocket.WebsocketInbound;
import reactor.netty.http.websocket.WebsocketOutbound;
import reactor.netty.tcp.SslProvider.GenericSslContextSpec;

/**
 * WebSocket client that calls from a loopback address of its choice.
 */
public final class LoopbackWebSocket implements AutoCloseable {

	private static final Duration TIMEOUT = Duration.ofSeconds(60);

	private final BlockingQueue<String> received = new LinkedBlockingQueue<>();

	private final CompletableFuture<Void> open = new CompletableFuture<>();

	private final CompletableFuture<Integer> closeCode = new CompletableFuture<>();

	private final Sinks.Many<String> outgoing = Sinks.many().unicast().onBackpressureBuffer();

	private final Disposable connection;

	public LoopbackWebSocket(String address, int port, String path) throws Exception {
		this("ws", address, port, path);
	}

	/**
	 * Open a WebSocket.
	 * @param scheme the scheme; {@code wss} trusts any certificate
	 * @param address the address that it calls from
	 * @param port the server's port
	 * @param path the path
	 * @throws Exception when it cannot be opened
	 */
	public LoopbackWebSocket(String scheme, String address, int port, String path) throws Exception {
		this.connection = HttpClient.newConnection()
			.bindAddress(() -> new InetSocketAddress(address, 0))
			.secure((spec) -> spec.sslContext((GenericSslContextSpec<?>) Http11SslContextSpec.forClient()
				.configure((builder) -> builder.trustManager(InsecureTrustManagerFactory.INSTANCE))))
			.websocket()
			.uri(scheme + "://127.0.0.1:" + port + path)
			.handle(this::handle)
			.subscribe((nothing) -> {
			}, this::failed, this::ended);
		this.open.get(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
	}

	private Flux<Void> handle(WebsocketInbound in, WebsocketOutbound out) {
		in.receiveCloseStatus().subscribe((status) -> this.closeCode.complete(status.code()));
		this.open.complete(null);
		return Flux.merge(in.receive().asString().doOnNext(this.received::add).then(),
				out.sendString(this.outgoing.asFlux()).then());
	}

	private void failed(Throwable ex) {
		this.open.completeExceptionally(ex);
		ended();
	}

	private void ended() {
		// What RFC 6455 calls a connection that ends without a close frame
		this.closeCode.complete(WebSocketCloseStatus.ABNORMAL_CLOSURE.code());
	}

	public LoopbackWebSocket send(String text) {
		this.outgoing.tryEmitNext(text).orThrow();
		return this;
	}

	/**
	 * Wait for a message.
	 * @return the next message that has not been returned yet
	 * @throws InterruptedException when the thread is interrupted
	 */
	public String read() throws InterruptedException {
		String message = this.received.poll(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
		if (message == null) {
			throw new AssertionError("No message, close code " + this.closeCode.getNow(null));
		}
		return message;
	}

	/**
	 * Wait until the other end has closed.
	 * @return the close code, 1006 when the connection ended without one
	 * @throws Exception when it does not end
	 */
	public int awaitClose() throws Exception {
		return this.closeCode.get(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
	}

	/**
	 * Return the stage that completes when the other end has closed.
	 * @return the close code, 1006 when the connection ended without one
	 */
	public CompletionStage<Integer> whenClosed() {
		return this.closeCode;
	}

	@Override
	public void close() {
		this.connection.dispose();
	}

}
