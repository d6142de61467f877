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

import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

import io.netty.channel.Channel;
import io.netty.channel.socket.nio.NioSocketChannel;
import org.awaitility.Awaitility;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

import io.stickycluster.handoff.HandoffFixture.Client;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link NettyTaker}.
 */
@NullUnmarked
class NettyTakerTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(30);

	@Test
	void nothingIsReadBeforeTheSupervisorKnowsThatTheConnectionIsTaken() throws Exception {
		try (HandoffFixture fixture = new HandoffFixture(HandoffFixture.SETTINGS);
				ServerSocketChannel port = ServerSocketChannel.open().bind(new InetSocketAddress("127.0.0.1", 0));
				Client client = new Client("127.0.7.1", port.socket().getLocalPort())) {
			fixture.take(0);
			client.ask();
			Passed connection = new Passed(port.accept());
			Told told = new Told();
			NettyTaker taker = fixture.taker(0).taker();
			taker.take(connection, told);
			Channel channel = connection.channel.get(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
			Awaitility.await().atMost(TIMEOUT).until(() -> taker.counts().recent() == 1);
			assertThat(channel.isRegistered()).isFalse();
			told.known.complete(null);
			assertThat(Client.index(client.read())).isZero();
			client.close();
			told.closed.get(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
		}
	}

	/**
	 * A connection that is passed.
	 */
	private static final class Passed implements PassedConnection {

		private final CompletableFuture<Channel> channel = new CompletableFuture<>();

		private final SocketChannel socket;

		Passed(SocketChannel socket) {
			this.socket = socket;
		}

		@Override
		public Channel toChannel(Channel parent) {
			this.channel.complete(new NioSocketChannel(parent, this.socket));
			return this.channel.join();
		}

		@Override
		public SocketChannel toSocketChannel() {
			throw new UnsupportedOperationException();
		}

		@Override
		public void giveBack() {
			throw new UnsupportedOperationException();
		}

	}

	/**
	 * A supervisor that is told, and knows it later.
	 */
	private static final class Told implements ConnectionTaker.Listener {

		private final CompletableFuture<Void> known = new CompletableFuture<>();

		private final CompletableFuture<Void> closed = new CompletableFuture<>();

		@Override
		public CompletionStage<Void> taken() {
			return this.known;
		}

		@Override
		public void givenBack() {
			throw new UnsupportedOperationException();
		}

		@Override
		public void closed() {
			this.closed.complete(null);
		}

	}

}
