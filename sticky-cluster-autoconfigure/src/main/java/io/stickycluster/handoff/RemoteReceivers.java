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
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.handler.codec.FixedLengthFrameDecoder;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Where instances in other processes come for their connections: a Unix-domain socket in
 * a directory that only the supervisor's user can enter. Each opens two: over the first
 * it is passed connections, over the second everything else is said. Confined to the
 * event loop of the {@link Dispatcher}.
 */
final class RemoteReceivers {

	private static final Log logger = LogFactory.getLog(RemoteReceivers.class);

	private static final long PAIRING_TIMEOUT_SECONDS = 30;

	private final Dispatcher dispatcher;

	private final Map<Generation, Peer> unpaired = new HashMap<>();

	RemoteReceivers(Dispatcher dispatcher) {
		this.dispatcher = dispatcher;
	}

	/**
	 * Listen until the event loop ends.
	 * @param group the event loop
	 * @param socket the path of the socket
	 */
	void listen(EventLoopGroup group, Path socket) {
		new ServerBootstrap().group(group)
			.channel(EpollServerDomainSocketChannel.class)
			.childHandler(new ChannelInitializer<EpollDomainSocketChannel>() {

				@Override
				protected void initChannel(EpollDomainSocketChannel channel) {
					channel.pipeline().addLast(new FixedLengthFrameDecoder(Frame.LENGTH), new Peer());
				}

			})
			.bind(new DomainSocketAddress(socket.toString()))
			.syncUninterruptibly();
		try {
			Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rw-------"));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private void pair(Peer peer, Generation owner, boolean passing) {
		Peer other = this.unpaired.remove(owner);
		if (other == null || other.passing == passing || other.pid != peer.pid) {
			this.unpaired.put(owner, peer);
			return;
		}
		Channel pass = passing ? peer.channel() : other.channel();
		Channel talk = passing ? other.channel() : peer.channel();
		RemoteReceiver receiver = new RemoteReceiver(pass, talk);
		peer.receiver = receiver;
		other.receiver = receiver;
		// What it has said last is read to the end: otherwise connections that it has
		// taken, and has read of, would be given to others
		pass.closeFuture()
			.addListener((closed) -> talk.eventLoop()
				.schedule((Runnable) talk::close, Dispatcher.LAST_WORDS_MILLIS, TimeUnit.MILLISECONDS));
		talk.closeFuture().addListener((closed) -> {
			pass.close();
			this.dispatcher.gone(receiver);
		});
		this.dispatcher.opened(owner, receiver);
	}

	/**
	 * One socket of an instance.
	 */
	private final class Peer extends SimpleChannelInboundHandler<ByteBuf> {

		private @Nullable Channel channel;

		private @Nullable Generation owner;

		private boolean passing;

		private int pid;

		private @Nullable RemoteReceiver receiver;

		Channel channel() {
			if (this.channel == null) {
				throw new IllegalStateException("Not connected");
			}
			return this.channel;
		}

		@Override
		public void channelActive(ChannelHandlerContext ctx) throws IOException {
			this.channel = ctx.channel();
			this.pid = ((EpollDomainSocketChannel) ctx.channel()).peerCredentials().pid();
			ctx.executor().schedule(() -> {
				if (this.receiver == null) {
					ctx.close();
				}
			}, PAIRING_TIMEOUT_SECONDS, TimeUnit.SECONDS);
		}

		@Override
		protected void channelRead0(ChannelHandlerContext ctx, ByteBuf bytes) {
			Frame frame = Frame.decode(bytes);
			switch (frame.type()) {
				case PASS, TALK -> {
					this.owner = new Generation(frame.first(), frame.second());
					this.passing = frame.type() == Frame.Type.PASS;
					pair(this, this.owner, this.passing);
				}
				case TAKEN, GIVEN_BACK, CLOSED, COUNTS -> {
					if (this.receiver != null) {
						told(this.receiver, frame);
					}
				}
				case END -> ctx.close();
			}
		}

		private void told(RemoteReceiver receiver, Frame frame) {
			Dispatcher dispatcher = RemoteReceivers.this.dispatcher;
			switch (frame.type()) {
				case TAKEN -> dispatcher.taken(receiver, frame.first());
				case GIVEN_BACK -> dispatcher.givenBack(receiver, frame.first());
				case CLOSED -> dispatcher.ended(receiver, frame.first());
				default -> receiver.counts(new TakerCounts(frame.first(), frame.second(), frame.third()));
			}
		}

		@Override
		public void channelInactive(ChannelHandlerContext ctx) {
			if (this.owner != null) {
				RemoteReceivers.this.unpaired.remove(this.owner, this);
			}
		}

		@Override
		public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
			logger.debug("A socket of %s has failed".formatted(this.owner), cause);
			ctx.close();
		}

	}

}
