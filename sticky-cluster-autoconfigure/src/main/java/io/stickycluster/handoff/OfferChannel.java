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

import java.net.SocketAddress;
import java.util.Map;

import io.netty.channel.AbstractServerChannel;
import io.netty.channel.Channel;
import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelOption;
import io.netty.channel.DefaultChannelConfig;
import io.netty.channel.EventLoop;
import org.jspecify.annotations.Nullable;

/**
 * Server channel without a socket: what it accepts was accepted elsewhere, and is offered
 * to it.
 */
final class OfferChannel extends AbstractServerChannel {

	private final ChannelConfig config = new Config(this);

	private volatile @Nullable SocketAddress address;

	private volatile boolean open = true;

	/**
	 * Accept a connection. To be called on the event loop while this is active.
	 * @param connection the connection, which is not registered
	 */
	void offer(Channel connection) {
		pipeline().fireChannelRead(connection);
		pipeline().fireChannelReadComplete();
	}

	@Override
	public ChannelConfig config() {
		return this.config;
	}

	@Override
	public boolean isOpen() {
		return this.open;
	}

	@Override
	public boolean isActive() {
		return this.open && this.address != null;
	}

	@Override
	protected boolean isCompatible(EventLoop loop) {
		return true;
	}

	@Override
	protected @Nullable SocketAddress localAddress0() {
		return this.address;
	}

	@Override
	protected void doBind(SocketAddress localAddress) {
		this.address = localAddress;
	}

	@Override
	protected void doClose() {
		this.open = false;
	}

	@Override
	protected void doBeginRead() {
		// Nothing can be asked for
	}

	/**
	 * A configuration that takes the options of a socket and has no use for them.
	 */
	private static final class Config extends DefaultChannelConfig {

		Config(Channel channel) {
			super(channel);
		}

		@Override
		public Map<ChannelOption<?>, Object> getOptions() {
			return super.getOptions();
		}

		@Override
		public <T> boolean setOption(ChannelOption<T> option, T value) {
			super.setOption(option, value);
			return true;
		}

	}

}
