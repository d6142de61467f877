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

import java.net.Inet4Address;
import java.net.InetSocketAddress;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.haproxy.HAProxyCommand;
import io.netty.handler.codec.haproxy.HAProxyMessage;
import io.netty.handler.codec.haproxy.HAProxyMessageEncoder;
import io.netty.handler.codec.haproxy.HAProxyProtocolVersion;
import io.netty.handler.codec.haproxy.HAProxyProxiedProtocol;
import io.netty.util.NetUtil;
import org.jspecify.annotations.Nullable;

/**
 * Begins connections to instances with a header of the PROXY protocol that names the
 * client's connection. Such a connection is of that client alone.
 */
final class ProxyProtocolWriter {

	private final HAProxyProtocolVersion version;

	private ProxyProtocolWriter(HAProxyProtocolVersion version) {
		this.version = version;
	}

	static @Nullable ProxyProtocolWriter of(ProxyProtocolSettings settings) {
		return switch (settings.send()) {
			case NONE -> null;
			case V1 -> new ProxyProtocolWriter(HAProxyProtocolVersion.V1);
			case V2 -> new ProxyProtocolWriter(HAProxyProtocolVersion.V2);
		};
	}

	/**
	 * Write the header, to be flushed with what follows.
	 * @param instance the new connection to the instance
	 * @param client the client's connection, not a stream of it
	 */
	void write(Channel instance, Channel client) {
		ChannelPipeline pipeline = instance.pipeline();
		pipeline.addFirst(HAProxyMessageEncoder.INSTANCE);
		ChannelHandlerContext encoder = pipeline.firstContext();
		pipeline.write(header(client));
		pipeline.remove(encoder.handler());
	}

	private HAProxyMessage header(Channel client) {
		InetSocketAddress from = ProxyProtocolReader.remoteAddress(client);
		if (from == null || !(client.localAddress() instanceof InetSocketAddress to)) {
			return unknown();
		}
		boolean fromIpv4 = from.getAddress() instanceof Inet4Address;
		if (fromIpv4 != to.getAddress() instanceof Inet4Address) {
			// a client that a proxy named: both addresses have to be of one kind
			return header(HAProxyProxiedProtocol.TCP6, mapped(from), mapped(to), from.getPort(), to.getPort());
		}
		return header(fromIpv4 ? HAProxyProxiedProtocol.TCP4 : HAProxyProxiedProtocol.TCP6,
				NetUtil.toAddressString(from.getAddress()), NetUtil.toAddressString(to.getAddress()), from.getPort(),
				to.getPort());
	}

	private static String mapped(InetSocketAddress address) {
		String text = NetUtil.toAddressString(address.getAddress());
		return (address.getAddress() instanceof Inet4Address) ? "::ffff:" + text : text;
	}

	private HAProxyMessage header(HAProxyProxiedProtocol protocol, String from, String to, int fromPort, int toPort) {
		return new HAProxyMessage(this.version, HAProxyCommand.PROXY, protocol, from, to, fromPort, toPort);
	}

	private HAProxyMessage unknown() {
		return new HAProxyMessage(this.version, HAProxyCommand.PROXY, HAProxyProxiedProtocol.UNKNOWN, null, null, 0, 0);
	}

}
