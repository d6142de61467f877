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

import java.util.concurrent.TimeUnit;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * The ways in which a client's HTTP/1 connection ends, its two directions one after the
 * other where that makes a difference. Confined to the connection's event loop.
 */
final class ConnectionEnd {

	private static final long LINGER_NANOS = TimeUnit.SECONDS.toNanos(5);

	private static final long PROGRESS_SECONDS = 3;

	private final Channel channel;

	private final Deadline deadline;

	private @Nullable DuplexChannel duplex;

	private @Nullable Future<?> look;

	private boolean progressed;

	@SuppressWarnings("NullAway.Init")
	private ChannelHandlerContext ctx;

	ConnectionEnd(Channel channel, Deadline deadline) {
		this.channel = channel;
		this.deadline = deadline;
	}

	/**
	 * Let a client that has sent its request end its direction and still be answered. TLS
	 * has no such half of a connection.
	 * @param ctx where to write
	 */
	void begin(ChannelHandlerContext ctx) {
		this.ctx = ctx;
		if (this.channel instanceof DuplexChannel plain && this.channel.pipeline().get(SslHandler.class) == null) {
			this.duplex = plain;
			plain.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
		}
	}

	/**
	 * Leave the connection to others, which close it as a whole.
	 */
	void forget() {
		if (this.look != null) {
			this.look.cancel(false);
		}
		if (this.duplex != null) {
			this.channel.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, false);
		}
	}

	/**
	 * Learn that something is written to the client.
	 */
	void progressed() {
		this.progressed = true;
	}

	/**
	 * Go on writing to a client that has ended its direction.
	 */
	void onInputEnd() {
		if (HalfClosedOutput.isNeededBy(this.channel)) {
			this.channel.pipeline().addBefore(this.ctx.name(), null, new HalfClosedOutput());
		}
		awaitProgress();
	}

	/**
	 * Close when nothing is written for a while: the client has ended its direction,
	 * which is all that can be seen of one that has gone altogether, too.
	 */
	private void awaitProgress() {
		this.progressed = false;
		this.look = this.channel.eventLoop().schedule(() -> {
			if (this.progressed) {
				awaitProgress();
			}
			else {
				this.channel.close();
			}
		}, PROGRESS_SECONDS, TimeUnit.SECONDS);
	}

	/**
	 * Do not wait for ever for the client to send the rest.
	 */
	void limit() {
		this.deadline.set(LINGER_NANOS, this.channel::close);
	}

	/**
	 * Close once all is written. A client that may still be sending is told that nothing
	 * more comes, and has a while to stop: closing over unread bytes would reset the
	 * connection and take the response with it.
	 * @param requestComplete whether the client has sent all
	 */
	void close(boolean requestComplete) {
		DuplexChannel half = this.duplex;
		if (requestComplete || half == null) {
			closeAfterFlush();
			return;
		}
		limit();
		this.ctx.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener((flushed) -> half.shutdownOutput());
		this.ctx.read();
	}

	void closeAfterFlush() {
		this.ctx.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
	}

}
