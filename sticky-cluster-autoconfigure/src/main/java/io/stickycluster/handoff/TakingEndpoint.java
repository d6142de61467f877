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

import java.io.IOException;
import java.nio.channels.NetworkChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

import org.apache.coyote.Processor;
import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.NioEndpoint;
import org.apache.tomcat.util.net.SocketEvent;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.jspecify.annotations.Nullable;

/**
 * Endpoint of Tomcat without a port of its own: it accepts the connections that it is
 * offered.
 */
final class TakingEndpoint extends NioEndpoint implements ConnectionTaker {

	/**
	 * How long the next request on a connection is waited for.
	 */
	private static final long RECENT_NANOS = TimeUnit.SECONDS.toNanos(2);

	private static final int TELLING_SECONDS = 5;

	/**
	 * More than are ever on their way.
	 */
	private static final int CAPACITY = 2 * Destination.WINDOW;

	private static final Offer WAKE_UP = new Offer(null, null);

	private final BlockingQueue<Offer> offers = new ArrayBlockingQueue<>(CAPACITY);

	private final Map<SocketChannel, Taken> taken = new ConcurrentHashMap<>();

	private volatile boolean accepting;

	private volatile boolean ending;

	/**
	 * What the thread that accepts is about to give to the poller.
	 */
	private @Nullable Offer accepted;

	@Override
	public void take(PassedConnection connection, ConnectionTaker.Listener listener) {
		Offer offer = new Offer(connection, listener);
		if (!this.accepting || this.ending || !this.offers.offer(offer)) {
			offer.giveBack();
		}
		else if (!this.accepting && this.offers.remove(offer)) {
			// It has ended meanwhile
			offer.giveBack();
		}
	}

	@Override
	protected void initServerSocket() {
		this.accepting = true;
	}

	@Override
	protected @Nullable NetworkChannel getServerSocket() {
		return null;
	}

	/**
	 * Wait for a connection. Without one, what is returned is of no use and closed.
	 */
	@Override
	protected SocketChannel serverSocketAccept() throws Exception {
		Offer offer = this.offers.take();
		if (offer.connection() == null) {
			return SocketChannel.open();
		}
		if (isPaused()) {
			offer.giveBack();
			return SocketChannel.open();
		}
		try {
			SocketChannel socket = offer.connection().toSocketChannel();
			this.accepted = offer;
			return socket;
		}
		catch (IOException | RuntimeException ex) {
			offer.giveBack();
			throw ex;
		}
	}

	@Override
	protected boolean setSocketOptions(SocketChannel socket) {
		Offer offer = this.accepted;
		this.accepted = null;
		if (offer == null || offer.listener() == null) {
			destroySocket(socket);
			return true;
		}
		CompletionStage<Void> told = offer.listener().taken();
		this.taken.put(socket, new Taken(offer.listener()));
		// Which is soon; who does not listen for so long hangs
		told.toCompletableFuture().completeOnTimeout(null, TELLING_SECONDS, TimeUnit.SECONDS).join();
		return super.setSocketOptions(socket);
	}

	@Override
	protected void destroySocket(SocketChannel socket) {
		Offer offer = this.accepted;
		this.accepted = null;
		if (offer != null) {
			// It was paused in this very moment
			countDownConnection();
			offer.giveBack();
			return;
		}
		super.destroySocket(socket);
		ended(socket);
	}

	private void ended(SocketChannel socket) {
		Taken ended = this.taken.remove(socket);
		if (ended != null) {
			ended.listener.closed();
		}
	}

	@Override
	protected void unlockAccept() {
		// When it is full nobody waits for one
		this.offers.offer(WAKE_UP);
	}

	@Override
	protected void doCloseServerSocket() {
		this.accepting = false;
		Offer offer = this.offers.poll();
		while (offer != null) {
			offer.giveBack();
			offer = this.offers.poll();
		}
	}

	@Override
	public void setHandler(Handler<NioChannel> handler) {
		super.setHandler(new TakenHandler(handler));
	}

	@Override
	public TakerCounts counts() {
		int requests = 0;
		int webSockets = 0;
		int recent = 0;
		for (SocketWrapperBase<NioChannel> connection : this.connections.values()) {
			Processor processor = (Processor) connection.getCurrentProcessor();
			if (processor != null && processor.isUpgrade()) {
				webSockets += TomcatWebSocket.isWebSocket(processor) ? 1 : 0;
			}
			else if (processor != null || connection.getLock().isLocked()) {
				requests++;
			}
			else if (isRecent(connection.getSocket().getIOChannel())) {
				recent++;
			}
		}
		return new TakerCounts(requests, webSockets, recent);
	}

	private boolean isRecent(SocketChannel socket) {
		Taken of = this.taken.get(socket);
		return of != null && System.nanoTime() - of.lastUsed < RECENT_NANOS;
	}

	/**
	 * Connections that are idle are left to the connector, which closes them when it
	 * ends.
	 */
	@Override
	public void end(int webSocketCloseCode, Duration spread) {
		this.ending = true;
		// Each response is the last one on its connection
		setMaxKeepAliveRequests(1);
		long nanos = spread.toNanos();
		for (SocketWrapperBase<NioChannel> connection : this.connections.values()) {
			if (connection.getCurrentProcessor() instanceof Processor processor
					&& TomcatWebSocket.isWebSocket(processor)) {
				long delay = (nanos > 0) ? ThreadLocalRandom.current().nextLong(nanos) : 0;
				Executor workers = getExecutor();
				CompletableFuture.delayedExecutor(delay, TimeUnit.NANOSECONDS, workers)
					.execute(() -> TomcatWebSocket.close(connection, processor, webSocketCloseCode));
			}
		}
	}

	/**
	 * A connection that is offered.
	 *
	 * @param connection the connection, {@code null} for none
	 * @param listener is told what becomes of it
	 */
	private record Offer(@Nullable PassedConnection connection, ConnectionTaker.@Nullable Listener listener) {

		void giveBack() {
			if (this.connection != null && this.listener != null) {
				this.connection.giveBack();
				this.listener.givenBack();
			}
		}

	}

	/**
	 * A connection that was taken.
	 */
	private static final class Taken {

		private final ConnectionTaker.Listener listener;

		private volatile long lastUsed = System.nanoTime();

		Taken(ConnectionTaker.Listener listener) {
			this.listener = listener;
		}

	}

	/**
	 * Sees when connections are used, and when they end.
	 */
	private final class TakenHandler implements Handler<NioChannel> {

		private final Handler<NioChannel> handler;

		TakenHandler(Handler<NioChannel> handler) {
			this.handler = handler;
		}

		@Override
		public SocketState process(SocketWrapperBase<NioChannel> socket, SocketEvent status) {
			Taken of = TakingEndpoint.this.taken.get(socket.getSocket().getIOChannel());
			try {
				return this.handler.process(socket, status);
			}
			finally {
				if (of != null) {
					of.lastUsed = System.nanoTime();
				}
			}
		}

		@Override
		public Object getGlobal() {
			return this.handler.getGlobal();
		}

		@Override
		public void release(SocketWrapperBase<NioChannel> socket) {
			SocketChannel ended = socket.getSocket().getIOChannel();
			try {
				this.handler.release(socket);
			}
			finally {
				ended(ended);
			}
		}

		@Override
		public void pause() {
			this.handler.pause();
		}

		@Override
		public void recycle() {
			this.handler.recycle();
		}

	}

}
