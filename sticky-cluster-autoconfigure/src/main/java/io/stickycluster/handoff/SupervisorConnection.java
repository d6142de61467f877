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

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.unix.DomainSocketReadMode;
import io.netty.channel.unix.FileDescriptor;
import io.netty.handler.codec.FixedLengthFrameDecoder;
import io.netty.util.concurrent.DefaultThreadFactory;

import io.stickycluster.instance.ClusterIdentity;

/**
 * The way of an instance in a process of its own to its supervisor, who passes it
 * connections. One thread does all of it.
 */
public final class SupervisorConnection {

	private static final long REPORT_INTERVAL_MILLIS = 500;

	/**
	 * While the supervisor waits for the end of what is open.
	 */
	private static final long ENDING_REPORT_INTERVAL_MILLIS = 50;

	private final ConnectionTaker taker;

	private final MultiThreadIoEventLoopGroup group;

	private final Channel talking;

	private int lastId;

	private TakerCounts reported = TakerCounts.NONE;

	private boolean ending;

	private SupervisorConnection(Path socket, ClusterIdentity identity, ConnectionTaker taker) {
		this.taker = taker;
		this.group = new MultiThreadIoEventLoopGroup(1, new DefaultThreadFactory("sticky-cluster-handoff", true),
				EpollIoHandler.newFactory());
		try {
			this.talking = connect(socket, DomainSocketReadMode.BYTES, new Talker());
			Channel passing = connect(socket, DomainSocketReadMode.FILE_DESCRIPTORS, new Passed());
			tell(this.talking, Frame.of(Frame.Type.TALK, identity.index(), identity.generation()));
			tell(passing, Frame.of(Frame.Type.PASS, identity.index(), identity.generation()));
		}
		catch (RuntimeException ex) {
			close();
			throw ex;
		}
	}

	/**
	 * Let the supervisor pass connections. Blocks until it can be reached.
	 * @param socket the path of its Unix-domain socket
	 * @param identity which instance this is
	 * @param taker takes the connections
	 * @return ends that when run
	 */
	public static Runnable open(Path socket, ClusterIdentity identity, ConnectionTaker taker) {
		SupervisorConnection connection = new SupervisorConnection(socket, identity, taker);
		connection.reportLater();
		return connection::close;
	}

	private Channel connect(Path socket, DomainSocketReadMode mode, ChannelHandler handler) {
		return new Bootstrap().group(this.group)
			.channel(EpollDomainSocketChannel.class)
			.option(EpollChannelOption.DOMAIN_SOCKET_READ_MODE, mode)
			.handler(new ChannelInitializer<EpollDomainSocketChannel>() {

				@Override
				protected void initChannel(EpollDomainSocketChannel channel) {
					if (mode == DomainSocketReadMode.BYTES) {
						channel.pipeline().addLast(new FixedLengthFrameDecoder(Frame.LENGTH));
					}
					channel.pipeline().addLast(handler);
				}

			})
			.connect(new DomainSocketAddress(socket.toString()))
			.syncUninterruptibly()
			.channel();
	}

	private static ChannelFuture tell(Channel channel, Frame frame) {
		return channel.writeAndFlush(frame.encode(channel.alloc()));
	}

	private void reportLater() {
		this.talking.eventLoop().schedule(() -> {
			report(false);
			if (this.talking.isActive()) {
				reportLater();
			}
		}, this.ending ? ENDING_REPORT_INTERVAL_MILLIS : REPORT_INTERVAL_MILLIS, TimeUnit.MILLISECONDS);
	}

	private void report(boolean always) {
		TakerCounts counts = this.taker.counts();
		if (always || !counts.equals(this.reported)) {
			this.reported = counts;
			tell(this.talking, new Frame(Frame.Type.COUNTS, counts.requests(), counts.webSockets(), counts.recent()));
		}
	}

	private void close() {
		this.group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
	}

	/**
	 * Takes what is passed.
	 */
	private final class Passed extends ChannelInboundHandlerAdapter {

		@Override
		public void channelRead(ChannelHandlerContext ctx, Object msg) {
			int id = ++SupervisorConnection.this.lastId;
			SupervisorConnection.this.taker.take(new DescriptorConnection((FileDescriptor) msg), new Listener(id));
		}

	}

	/**
	 * Takes what is said.
	 */
	private final class Talker extends SimpleChannelInboundHandler<ByteBuf> {

		@Override
		protected void channelRead0(ChannelHandlerContext ctx, ByteBuf bytes) {
			Frame frame = Frame.decode(bytes);
			if (frame.type() == Frame.Type.END) {
				SupervisorConnection.this.taker.end(frame.first(), Duration.ofMillis(frame.second()));
				report(true);
				if (!SupervisorConnection.this.ending) {
					SupervisorConnection.this.ending = true;
					reportLater();
				}
			}
		}

	}

	/**
	 * Says what becomes of a connection.
	 */
	private final class Listener implements ConnectionTaker.Listener {

		private final int id;

		Listener(int id) {
			this.id = id;
		}

		@Override
		public CompletionStage<Void> taken() {
			CompletableFuture<Void> said = new CompletableFuture<>();
			// Without a supervisor the connection is this instance's all the more
			say(Frame.Type.TAKEN).addListener((result) -> said.complete(null));
			return said;
		}

		@Override
		public void givenBack() {
			say(Frame.Type.GIVEN_BACK);
		}

		@Override
		public void closed() {
			say(Frame.Type.CLOSED);
		}

		private ChannelFuture say(Frame.Type type) {
			return tell(SupervisorConnection.this.talking, Frame.of(type, this.id));
		}

	}

}
