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

import java.io.ByteArrayOutputStream;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.DefaultHttp2ResetFrame;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2ResetFrame;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2SettingsFrame;
import io.netty.handler.codec.http2.Http2StreamChannel;
import io.netty.handler.codec.http2.Http2StreamChannelBootstrap;
import io.netty.util.ReferenceCountUtil;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Connection that speaks HTTP/2 in the clear from its first byte, and leaves to the test
 * what is sent on its streams.
 */
final class Http2Client implements AutoCloseable {

	private final EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());

	private final CompletableFuture<Http2Settings> settings = new CompletableFuture<>();

	private final Channel channel;

	Http2Client(int port) throws InterruptedException {
		this.channel = new Bootstrap().group(this.group)
			.channel(NioSocketChannel.class)
			.handler(new ChannelInitializer<>() {

				@Override
				protected void initChannel(Channel channel) {
					channel.pipeline()
						.addLast(Http2FrameCodecBuilder.forClient().build(),
								new Http2MultiplexHandler(new ChannelInboundHandlerAdapter()), new SettingsHandler());
				}

			})
			.connect("127.0.0.1", port)
			.sync()
			.channel();
	}

	/**
	 * Return what the server has announced.
	 */
	Http2Settings settings() throws Exception {
		return this.settings.get(10, TimeUnit.SECONDS);
	}

	/**
	 * Ask for a WebSocket.
	 */
	Stream webSocket(String path) throws Exception {
		return open(new DefaultHttp2Headers().method("CONNECT")
			.add(":protocol", "websocket")
			.scheme("http")
			.path(path)
			.authority("shop.example")
			.add("sec-websocket-version", "13")
			.add("sec-websocket-protocol", "chat"), false);
	}

	Stream open(Http2Headers headers, boolean end) throws Exception {
		Stream stream = new Stream();
		stream.channel = new Http2StreamChannelBootstrap(this.channel).handler(stream).open().sync().getNow();
		stream.channel.writeAndFlush(new DefaultHttp2HeadersFrame(headers, end)).sync();
		return stream;
	}

	@Override
	public void close() throws InterruptedException {
		this.channel.close().sync();
		this.group.shutdownGracefully(0, 5, TimeUnit.SECONDS).sync();
	}

	private final class SettingsHandler extends ChannelInboundHandlerAdapter {

		@Override
		public void channelRead(ChannelHandlerContext ctx, Object msg) {
			if (msg instanceof Http2SettingsFrame frame) {
				Http2Client.this.settings.complete(frame.settings());
			}
			ReferenceCountUtil.release(msg);
		}

	}

	/**
	 * A stream.
	 */
	static final class Stream extends ChannelInboundHandlerAdapter {

		private final BlockingQueue<Http2Headers> heads = new LinkedBlockingQueue<>();

		private final BlockingQueue<byte[]> data = new LinkedBlockingQueue<>();

		private final CompletableFuture<Http2Error> reset = new CompletableFuture<>();

		private final CompletableFuture<Void> ended = new CompletableFuture<>();

		private Http2StreamChannel channel;

		@Override
		public void channelRead(ChannelHandlerContext ctx, Object msg) {
			boolean end = false;
			if (msg instanceof Http2HeadersFrame frame) {
				this.heads.add(frame.headers());
				end = frame.isEndStream();
			}
			else if (msg instanceof Http2DataFrame frame) {
				this.data.add(ByteBufUtil.getBytes(frame.content()));
				end = frame.isEndStream();
			}
			ReferenceCountUtil.release(msg);
			if (end) {
				this.ended.complete(null);
			}
		}

		@Override
		public void userEventTriggered(ChannelHandlerContext ctx, Object evt) {
			if (evt instanceof Http2ResetFrame frame) {
				this.reset.complete(Http2Error.valueOf(frame.errorCode()));
			}
		}

		Http2Headers head() throws InterruptedException {
			Http2Headers head = this.heads.poll(10, TimeUnit.SECONDS);
			assertThat(head).isNotNull();
			return head;
		}

		byte[] read(int length) throws InterruptedException {
			ByteArrayOutputStream read = new ByteArrayOutputStream();
			while (read.size() < length) {
				byte[] next = this.data.poll(10, TimeUnit.SECONDS);
				assertThat(next).isNotNull();
				read.writeBytes(next);
			}
			return read.toByteArray();
		}

		void readWhenAsked(boolean asked) {
			this.channel.config().setAutoRead(!asked);
		}

		void send(byte[] bytes, boolean end) {
			this.channel.writeAndFlush(new DefaultHttp2DataFrame(Unpooled.wrappedBuffer(bytes), end));
		}

		void reset() {
			this.channel.writeAndFlush(new DefaultHttp2ResetFrame(Http2Error.CANCEL));
		}

		CompletableFuture<Void> ended() {
			return this.ended;
		}

		CompletableFuture<Http2Error> whenReset() {
			return this.reset;
		}

	}

}
