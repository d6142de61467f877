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

import io.netty.channel.EventLoop;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;

/**
 * The kind of channels that connections are accepted with.
 */
interface AcceptTransport {

	/**
	 * Channels whose sockets stay in this JVM, of Netty's NIO transport.
	 */
	AcceptTransport LOCAL = new AcceptTransport() {

		@Override
		public IoHandlerFactory handlers() {
			return NioIoHandler.newFactory();
		}

		@Override
		public ServerChannel serverChannel() {
			return new DetachingServerChannel();
		}

		@Override
		public boolean isCopying() {
			return false;
		}

	};

	IoHandlerFactory handlers();

	ServerChannel serverChannel();

	/**
	 * Return whether instances get copies of connections, in processes of their own.
	 * @return whether the supervisor is to close its own
	 */
	boolean isCopying();

	/**
	 * Return a new event loop of this kind.
	 * @return its group, of that one
	 */
	default MultiThreadIoEventLoopGroup newGroup() {
		return new MultiThreadIoEventLoopGroup(1, new DefaultThreadFactory("sticky-cluster-handoff", true), handlers());
	}

	/**
	 * Return the event loop of a group of one.
	 * @param group the group
	 * @return the event loop
	 */
	static EventLoop loop(MultiThreadIoEventLoopGroup group) {
		return group.next();
	}

}
