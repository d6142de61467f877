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

import io.netty.channel.Channel;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.ServerChannel;
import reactor.core.publisher.Mono;
import reactor.netty.resources.LoopResources;

/**
 * {@link LoopResources} of a server that accepts connections and never serves one: what
 * it accepts goes to a handler in front of it.
 */
final class AcceptLoops implements LoopResources {

	private final EventLoopGroup group;

	private final AcceptTransport transport;

	private final Acceptor acceptor;

	AcceptLoops(EventLoopGroup group, AcceptTransport transport, Acceptor acceptor) {
		this.group = group;
		this.transport = transport;
		this.acceptor = acceptor;
	}

	@Override
	public EventLoopGroup onServer(boolean useNative) {
		return this.group;
	}

	@Override
	@SuppressWarnings("unchecked")
	public <C extends Channel> C onChannel(Class<C> channelType, EventLoopGroup group) {
		ServerChannel channel = this.transport.serverChannel();
		// Before the server's own, which gets nothing to do
		channel.pipeline().addFirst(this.acceptor);
		return (C) channel;
	}

	/**
	 * The event loop is not the server's to end.
	 */
	@Override
	public Mono<Void> disposeLater() {
		return Mono.empty();
	}

}
