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

import java.time.Duration;

import io.netty.channel.Channel;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.ServerSocketChannel;
import reactor.core.publisher.Mono;
import reactor.netty.resources.LoopResources;

/**
 * {@link LoopResources} whose server channel is one that there is already.
 */
final class ListenerLoopResources implements LoopResources {

	private final LoopResources resources;

	private final ServerSocketChannel listener;

	ListenerLoopResources(LoopResources resources, ServerSocketChannel listener) {
		this.resources = resources;
		this.listener = listener;
	}

	@Override
	public <C extends Channel> C onChannel(Class<C> channelType, EventLoopGroup group) {
		return (channelType == ServerSocketChannel.class) ? channelType.cast(this.listener)
				: this.resources.onChannel(channelType, group);
	}

	@Override
	public <C extends Channel> Class<? extends C> onChannelClass(Class<C> channelType, EventLoopGroup group) {
		return this.resources.onChannelClass(channelType, group);
	}

	@Override
	public EventLoopGroup onClient(boolean useNative) {
		return this.resources.onClient(useNative);
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
	public boolean daemon() {
		return this.resources.daemon();
	}

	@Override
	public void dispose() {
		this.resources.dispose();
	}

	@Override
	public boolean isDisposed() {
		return this.resources.isDisposed();
	}

	@Override
	public Mono<Void> disposeLater() {
		return this.resources.disposeLater();
	}

	@Override
	public Mono<Void> disposeLater(Duration quietPeriod, Duration timeout) {
		return this.resources.disposeLater(quietPeriod, timeout);
	}

}
