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

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.EmptyByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.util.ReferenceCountUtil;

/**
 * A WebSocket between a client and an instance, as bytes: whatever the two agreed on
 * passes unchanged. Only frame boundaries are followed, so that a close frame can be put
 * between two frames. Confined to the event loop that both channels share.
 */
final class Tunnel implements OpenStream {

	private static final long CLOSE_TIMEOUT_SECONDS = 3;

	private static final int CLOSE_FRAME = 0x88;

	/**
	 * What is written last before an end is closed in good order: nothing, or what says
	 * so.
	 */
	static final ByteBuf END = new EmptyByteBuf(UnpooledByteBufAllocator.DEFAULT);

	private final End client;

	private final End instance;

	private final CompletableFuture<Void> ended = new CompletableFuture<>();

	/**
	 * Completes after all that hangs on the end: whoever asked for it finds it counted.
	 */
	private final CompletableFuture<Void> closed = new CompletableFuture<>();

	private boolean closing;

	private int closeCode;

	private int open = 2;

	Tunnel(Channel client, Channel instance) {
		this.client = new End(client, false);
		this.instance = new End(instance, true);
		client.closeFuture().addListener((closed) -> closed());
		instance.closeFuture().addListener((closed) -> closed());
	}

	ChannelInboundHandlerAdapter clientHandler() {
		return this.client;
	}

	ChannelInboundHandlerAdapter instanceHandler() {
		return this.instance;
	}

	/**
	 * Begin to relay, once both handlers are in place.
	 */
	void start() {
		this.client.channel.config().setAutoRead(true);
		this.instance.channel.config().setAutoRead(true);
	}

	CompletionStage<Void> whenEnded() {
		return this.ended;
	}

	@Override
	public EventLoop eventLoop() {
		return this.client.channel.eventLoop();
	}

	@Override
	public void close(int webSocketCloseCode) {
		eventLoop().execute(() -> beginClose(webSocketCloseCode));
	}

	@Override
	public CompletionStage<Void> whenClosed() {
		return this.closed;
	}

	private void beginClose(int code) {
		if (this.closing || this.ended.isDone()) {
			return;
		}
		this.closing = true;
		this.closeCode = code;
		this.client.tryWriteClose();
		this.instance.tryWriteClose();
		forceLater();
	}

	private void forceLater() {
		var force = eventLoop().schedule(() -> {
			this.client.channel.close();
			this.instance.channel.close();
		}, CLOSE_TIMEOUT_SECONDS, TimeUnit.SECONDS);
		this.ended.thenRun(() -> force.cancel(false));
	}

	private void closed() {
		if (--this.open == 0) {
			this.ended.complete(null);
			this.closed.complete(null);
		}
	}

	/**
	 * One end of the tunnel: reads from its channel and is written to by the other end.
	 */
	private final class End extends ChannelInboundHandlerAdapter {

		private final Channel channel;

		/**
		 * Whether frames to this end must be masked: only a client masks.
		 */
		private final boolean masked;

		/**
		 * What the other end has sent to this one.
		 */
		private final WebSocketFrames frames = new WebSocketFrames();

		private boolean closeWritten;

		@SuppressWarnings("NullAway.Init")
		private ChannelHandlerContext ctx;

		End(Channel channel, boolean masked) {
			this.channel = channel;
			this.masked = masked;
		}

		@Override
		public void handlerAdded(ChannelHandlerContext ctx) {
			// not from the channel: handlers of the HTTP server would not let bytes pass
			this.ctx = ctx;
		}

		private End other() {
			return (this == Tunnel.this.client) ? Tunnel.this.instance : Tunnel.this.client;
		}

		@Override
		public void channelRead(ChannelHandlerContext ctx, Object msg) {
			if (msg instanceof ByteBuf bytes) {
				other().write(bytes);
			}
			else {
				ReferenceCountUtil.release(msg);
			}
		}

		@Override
		public void channelReadComplete(ChannelHandlerContext ctx) {
			other().ctx.flush();
		}

		@Override
		public void channelWritabilityChanged(ChannelHandlerContext ctx) {
			other().channel.config().setAutoRead(ctx.channel().isWritable());
		}

		/**
		 * Nothing more comes from this end, but it may wait for the answer to its close
		 * frame.
		 */
		@Override
		public void userEventTriggered(ChannelHandlerContext ctx, Object evt) {
			if (evt instanceof ChannelInputShutdownEvent) {
				if (other().frames.hasClosed()) {
					forceLater();
				}
				else {
					closeAfterFlush();
				}
			}
			ctx.fireUserEventTriggered(evt);
		}

		@Override
		public void channelInactive(ChannelHandlerContext ctx) {
			other().closeAfterFlush();
			ctx.fireChannelInactive();
		}

		@Override
		public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
			ctx.close();
		}

		private void write(ByteBuf bytes) {
			if (!Tunnel.this.closing) {
				this.frames.skip(bytes);
				this.ctx.write(bytes, this.channel.voidPromise());
				return;
			}
			if (!this.closeWritten && !this.frames.hasClosed()) {
				int boundary = this.frames.skipFrame(bytes, bytes.readerIndex());
				this.ctx.write(bytes.readRetainedSlice(boundary - bytes.readerIndex()), this.channel.voidPromise());
				tryWriteClose();
			}
			this.frames.skip(bytes);
			bytes.release();
			if (this.frames.hasClosed() && other().closeWritten) {
				other().closeAfterFlush();
			}
		}

		/**
		 * Write the close frame if no other frame is in the middle. What the other end
		 * sends later is not passed on.
		 */
		private void tryWriteClose() {
			if (this.closeWritten || !this.frames.isBetweenFrames() || this.frames.hasClosed()) {
				return;
			}
			this.closeWritten = true;
			ByteBuf frame = this.channel.alloc().buffer(8).writeByte(CLOSE_FRAME).writeByte(this.masked ? 0x82 : 0x02);
			int mask = this.masked ? ThreadLocalRandom.current().nextInt() : 0;
			if (this.masked) {
				frame.writeInt(mask);
			}
			frame.writeShort(Tunnel.this.closeCode ^ (mask >>> 16));
			this.ctx.writeAndFlush(frame, this.channel.voidPromise());
		}

		private void closeAfterFlush() {
			this.ctx.writeAndFlush(END).addListener(ChannelFutureListener.CLOSE);
		}

	}

}
