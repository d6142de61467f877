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
import io.netty.channel.socket.ServerSocketChannel;
import reactor.core.publisher.Mono;
import reactor.netty.resources.LoopResources;

/**
 * {@link LoopResources} that let a server accept what it is offered.
 */
final class TakerLoops implements LoopResources {

	private final LoopResources resources;

	private final OfferChannel server;

	TakerLoops(LoopResources resources, OfferChannel server) {
		this.resources = resources;
		this.server = server;
	}

	@Override
	public EventLoopGroup onServer(boolean useNative) {
		return this.resources.onServer(useNative);
	}

	@Override
	public EventLoopGroup onServerSelect(boolean useNative) {
		return this.resources.onServerSelect(useNative);
	}

	@Override
	@SuppressWarnings("unchecked")
	public <C extends Channel> C onChannel(Class<C> channelType, EventLoopGroup group) {
		return (channelType == ServerSocketChannel.class) ? (C) this.server
				: this.resources.onChannel(channelType, group);
	}

	@Override
	public <C extends Channel> Class<? extends C> onChannelClass(Class<C> channelType, EventLoopGroup group) {
		return this.resources.onChannelClass(channelType, group);
	}

	/**
	 * The event loops are not the server's to end.
	 */
	@Override
	public Mono<Void> disposeLater() {
		return Mono.empty();
	}

}
