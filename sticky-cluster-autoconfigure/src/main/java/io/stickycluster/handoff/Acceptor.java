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

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Takes each connection that a port accepts: counts it, learns whose it is, and lets it
 * be dispatched.
 */
@Sharable
final class Acceptor extends ChannelInboundHandlerAdapter {

	private static final Log logger = LogFactory.getLog(Acceptor.class);

	private static final long PAUSE_AFTER_FAILURE_NANOS = TimeUnit.SECONDS.toNanos(1);

	private final Admission admission;

	private final HandoffSettings settings;

	private final boolean copying;

	private final Dispatcher dispatcher;

	private final AcceptRate rate;

	private boolean shuttingDown;

	Acceptor(Admission admission, HandoffSettings settings, boolean copying, Dispatcher dispatcher) {
		this.admission = admission;
		this.settings = settings;
		this.copying = copying;
		this.dispatcher = dispatcher;
		this.rate = new AcceptRate(settings.maxAcceptRate(), System.nanoTime());
	}

	@Override
	public void channelRead(ChannelHandlerContext ctx, Object msg) {
		Channel connection = (Channel) msg;
		this.rate.accepted(System.nanoTime());
		if (!this.admission.tryEnter()) {
			Arrival.reset(connection);
		}
		else if (this.settings.proxies() != null) {
			ProxyHeaderReader.read(connection, ctx.channel().eventLoop(), this.settings.proxies(),
					(client) -> learned(connection, client));
		}
		else {
			learned(connection,
					(connection.remoteAddress() instanceof InetSocketAddress peer) ? peer.getAddress() : null);
		}
	}

	/**
	 * Learn whose connection it is.
	 * @param connection the connection, which is not registered
	 * @param client the client's address, {@code null} when the connection is of no use
	 */
	private void learned(Channel connection, @Nullable InetAddress client) {
		if (client == null || !this.admission.tryEnter(client)) {
			this.admission.leave();
			Arrival.reset(connection);
			return;
		}
		this.dispatcher.dispatch(new Arrival(connection, this.settings.addressKeys().key(client), this.copying, () -> {
			this.admission.leave();
			this.admission.leave(client);
		}));
	}

	@Override
	public void channelReadComplete(ChannelHandlerContext ctx) {
		long pause = this.rate.pauseNanos(System.nanoTime());
		if (pause > 0) {
			pause(ctx.channel(), pause);
		}
		ctx.fireChannelReadComplete();
	}

	/**
	 * Accept no more for a while: without a file for it, for example, the next one would
	 * fail at once.
	 */
	@Override
	public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
		logger.warn("A connection could not be accepted: " + cause);
		pause(ctx.channel(), PAUSE_AFTER_FAILURE_NANOS);
	}

	private void pause(Channel server, long nanos) {
		if (server.config().isAutoRead()) {
			server.config().setAutoRead(false);
			server.eventLoop().schedule(() -> {
				if (!this.shuttingDown) {
					server.config().setAutoRead(true);
				}
			}, nanos, TimeUnit.NANOSECONDS);
		}
	}

	/**
	 * Accept nothing any more.
	 */
	void shutDown() {
		this.shuttingDown = true;
	}

}
