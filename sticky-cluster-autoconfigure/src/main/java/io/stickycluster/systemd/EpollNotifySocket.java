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

package io.stickycluster.systemd;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollDomainDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.util.concurrent.DefaultThreadFactory;
import org.jspecify.annotations.Nullable;

/**
 * {@link NotifySocket} that is a Unix-domain socket, with a thread of its own. Each
 * message has a connection of its own, so that a service manager that was started anew
 * gets the next one.
 */
final class EpollNotifySocket implements NotifySocket {

	private static final String THREAD = "sticky-cluster-notify";

	private static final long CLOSE_TIMEOUT_MILLIS = 1000;

	private final EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, new DefaultThreadFactory(THREAD, true),
			EpollIoHandler.newFactory());

	private final Bootstrap bootstrap;

	/**
	 * Create a socket.
	 * @param address a path, or the name of an abstract socket after an {@code @}
	 */
	EpollNotifySocket(String address) {
		String path = address.startsWith("@") ? "\0" + address.substring(1) : address;
		this.bootstrap = new Bootstrap().group(this.group)
			.channel(EpollDomainDatagramChannel.class)
			.handler(new Unread())
			.remoteAddress(new DomainSocketAddress(path));
	}

	/**
	 * Return whether an address is one of a Unix-domain socket.
	 * @param address the address
	 * @return whether it is
	 */
	static boolean isAddress(String address) {
		return address.length() > 1 && (address.startsWith("/") || address.startsWith("@"));
	}

	@Override
	public CompletionStage<Void> send(String message) {
		CompletableFuture<Void> sent = new CompletableFuture<>();
		if (this.group.isShuttingDown()) {
			sent.completeExceptionally(new IllegalStateException("Closed"));
			return sent;
		}
		ChannelFuture connected = this.bootstrap.connect();
		Channel channel = connected.channel();
		connected.addListener((connection) -> {
			if (!connection.isSuccess()) {
				end(channel, sent, connection.cause());
				return;
			}
			channel.writeAndFlush(Unpooled.copiedBuffer(message, StandardCharsets.UTF_8))
				.addListener((written) -> end(channel, sent, written.cause()));
		});
		return sent;
	}

	private static void end(Channel channel, CompletableFuture<Void> sent, @Nullable Throwable failure) {
		if (channel.isRegistered()) {
			channel.close();
		}
		if (failure != null) {
			sent.completeExceptionally(failure);
		}
		else {
			sent.complete(null);
		}
	}

	@Override
	public void repeat(Runnable task, long intervalMicros) {
		this.group.scheduleWithFixedDelay(task, 0, intervalMicros, TimeUnit.MICROSECONDS);
	}

	@Override
	public void close() {
		this.group.shutdownGracefully(0, CLOSE_TIMEOUT_MILLIS, TimeUnit.MILLISECONDS);
	}

	/**
	 * Handles nothing, because nobody answers.
	 */
	private static final class Unread extends ChannelInitializer<Channel> {

		@Override
		protected void initChannel(Channel channel) {
		}

	}

}
