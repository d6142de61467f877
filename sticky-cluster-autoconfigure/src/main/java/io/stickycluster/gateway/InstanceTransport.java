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

import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.ReflectiveChannelFactory;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;

/**
 * The kind of channels that lead from an event loop to instances: of the same transport
 * as the clients' channels, because an event loop runs one transport only.
 */
final class InstanceTransport {

	private static final String EPOLL = "io.netty.channel.epoll.EpollSocketChannel";

	private final Class<? extends Channel> channelType;

	private final boolean nio;

	private final boolean epoll;

	/**
	 * Create a transport.
	 * @param channelType the type of the clients' channels
	 */
	InstanceTransport(Class<? extends Channel> channelType) {
		this.channelType = channelType;
		this.nio = channelType == NioSocketChannel.class;
		// The native transport need not be on the class path
		this.epoll = channelType.getName().equals(EPOLL);
	}

	/**
	 * Return whether there are channels to Unix-domain sockets.
	 * @return whether there are
	 */
	boolean hasUnixDomainSockets() {
		return this.nio || this.epoll;
	}

	/**
	 * Prepare connections to Unix-domain sockets.
	 * @param bootstrap what is prepared
	 * @param socket the path of the socket
	 * @return the address to connect to
	 */
	SocketAddress prepare(Bootstrap bootstrap, Path socket) {
		if (this.epoll) {
			return Epoll.prepare(bootstrap, socket);
		}
		bootstrap.channelFactory(NioDomainSocketChannel::new);
		return UnixDomainSocketAddress.of(socket);
	}

	/**
	 * Prepare connections over TCP.
	 * @param bootstrap what is prepared
	 */
	void prepare(Bootstrap bootstrap) {
		bootstrap.channelFactory(new ReflectiveChannelFactory<>(this.channelType))
			.option(ChannelOption.TCP_NODELAY, true);
	}

	/**
	 * Apart, to be loaded only when it is there.
	 */
	private static final class Epoll {

		static SocketAddress prepare(Bootstrap bootstrap, Path socket) {
			bootstrap.channelFactory(EpollDomainSocketChannel::new);
			return new DomainSocketAddress(socket.toString());
		}

	}

}
