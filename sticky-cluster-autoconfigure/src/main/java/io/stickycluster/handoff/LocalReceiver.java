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

import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;

import io.netty.channel.Channel;
import io.netty.channel.socket.nio.NioSocketChannel;

/**
 * {@link Receiver} of an instance in this JVM.
 */
final class LocalReceiver implements Receiver {

	private final ConnectionTaker taker;

	private final Dispatcher dispatcher;

	LocalReceiver(ConnectionTaker taker, Dispatcher dispatcher) {
		this.taker = taker;
		this.dispatcher = dispatcher;
	}

	@Override
	public void pass(int id, Channel connection) {
		this.taker.take(new LocalConnection(((DetachableChannel) connection).detach()), new Listener(id));
	}

	@Override
	public TakerCounts counts() {
		return this.taker.counts();
	}

	@Override
	public void end(int webSocketCloseCode, Duration spread) {
		this.taker.end(webSocketCloseCode, spread);
	}

	/**
	 * Tells the dispatcher what becomes of a connection.
	 */
	private final class Listener implements ConnectionTaker.Listener {

		private final int id;

		Listener(int id) {
			this.id = id;
		}

		@Override
		public CompletionStage<Void> taken() {
			tell(() -> LocalReceiver.this.dispatcher.taken(LocalReceiver.this, this.id));
			return CompletableFuture.completedStage(null);
		}

		@Override
		public void givenBack() {
			tell(() -> LocalReceiver.this.dispatcher.givenBack(LocalReceiver.this, this.id));
		}

		@Override
		public void closed() {
			tell(() -> LocalReceiver.this.dispatcher.ended(LocalReceiver.this, this.id));
		}

		private void tell(Runnable task) {
			try {
				LocalReceiver.this.dispatcher.loop().execute(task);
			}
			catch (RejectedExecutionException ex) {
				// The supervisor has ended
			}
		}

	}

	/**
	 * A connection of this JVM.
	 *
	 * @param socket the socket
	 */
	private record LocalConnection(SocketChannel socket) implements PassedConnection {

		@Override
		public Channel toChannel(Channel parent) {
			return new NioSocketChannel(parent, this.socket);
		}

		@Override
		public SocketChannel toSocketChannel() {
			return this.socket;
		}

		@Override
		public void giveBack() {
			// The supervisor has the same
		}

	}

}
