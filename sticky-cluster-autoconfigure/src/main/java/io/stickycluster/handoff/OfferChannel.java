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

import java.net.InetSocketAddress;
import java.net.SocketAddress;

import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.AbstractServerChannel;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.DefaultChannelConfig;
import io.netty.channel.EventLoop;
import io.netty.channel.MessageSizeEstimator;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.socket.ServerSocketChannel;
import io.netty.channel.socket.ServerSocketChannelConfig;
import org.jspecify.annotations.Nullable;

/**
 * Server channel without a socket: what it accepts was accepted elsewhere, and is offered
 * to it.
 */
final class OfferChannel extends AbstractServerChannel implements ServerSocketChannel {

	private final ServerSocketChannelConfig config = new Config(this);

	private volatile @Nullable InetSocketAddress address;

	private volatile boolean open = true;

	/**
	 * Accept a connection.
	 * @param connection the connection, which is not registered
	 */
	void offer(Channel connection) {
		if (eventLoop().inEventLoop()) {
			pipeline().fireChannelRead(connection);
			pipeline().fireChannelReadComplete();
		}
		else {
			eventLoop().execute(() -> offer(connection));
		}
	}

	@Override
	public ServerSocketChannelConfig config() {
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
	@SuppressWarnings("NullAway")
	public InetSocketAddress localAddress() {
		return (InetSocketAddress) super.localAddress();
	}

	@Override
	@SuppressWarnings("NullAway")
	public InetSocketAddress remoteAddress() {
		return null;
	}

	@Override
	protected @Nullable SocketAddress localAddress0() {
		return this.address;
	}

	@Override
	protected void doBind(SocketAddress localAddress) {
		this.address = (InetSocketAddress) localAddress;
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
	private static final class Config extends DefaultChannelConfig implements ServerSocketChannelConfig {

		Config(Channel channel) {
			super(channel);
		}

		@Override
		public <T> boolean setOption(ChannelOption<T> option, T value) {
			super.setOption(option, value);
			return true;
		}

		@Override
		public int getBacklog() {
			return 0;
		}

		@Override
		public ServerSocketChannelConfig setBacklog(int backlog) {
			return this;
		}

		@Override
		public boolean isReuseAddress() {
			return false;
		}

		@Override
		public ServerSocketChannelConfig setReuseAddress(boolean reuseAddress) {
			return this;
		}

		@Override
		public int getReceiveBufferSize() {
			return 0;
		}

		@Override
		public ServerSocketChannelConfig setReceiveBufferSize(int receiveBufferSize) {
			return this;
		}

		@Override
		public ServerSocketChannelConfig setPerformancePreferences(int connectionTime, int latency, int bandwidth) {
			return this;
		}

		@Override
		public ServerSocketChannelConfig setConnectTimeoutMillis(int connectTimeoutMillis) {
			super.setConnectTimeoutMillis(connectTimeoutMillis);
			return this;
		}

		@Override
		@Deprecated
		public ServerSocketChannelConfig setMaxMessagesPerRead(int maxMessagesPerRead) {
			super.setMaxMessagesPerRead(maxMessagesPerRead);
			return this;
		}

		@Override
		public ServerSocketChannelConfig setWriteSpinCount(int writeSpinCount) {
			super.setWriteSpinCount(writeSpinCount);
			return this;
		}

		@Override
		public ServerSocketChannelConfig setAllocator(ByteBufAllocator allocator) {
			super.setAllocator(allocator);
			return this;
		}

		@Override
		public ServerSocketChannelConfig setRecvByteBufAllocator(RecvByteBufAllocator allocator) {
			super.setRecvByteBufAllocator(allocator);
			return this;
		}

		@Override
		public ServerSocketChannelConfig setAutoRead(boolean autoRead) {
			super.setAutoRead(autoRead);
			return this;
		}

		@Override
		public ServerSocketChannelConfig setMessageSizeEstimator(MessageSizeEstimator estimator) {
			super.setMessageSizeEstimator(estimator);
			return this;
		}

		@Override
		public ServerSocketChannelConfig setWriteBufferHighWaterMark(int highWaterMark) {
			super.setWriteBufferHighWaterMark(highWaterMark);
			return this;
		}

		@Override
		public ServerSocketChannelConfig setWriteBufferLowWaterMark(int lowWaterMark) {
			super.setWriteBufferLowWaterMark(lowWaterMark);
			return this;
		}

		@Override
		public ServerSocketChannelConfig setWriteBufferWaterMark(WriteBufferWaterMark waterMark) {
			super.setWriteBufferWaterMark(waterMark);
			return this;
		}

	}

}
