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

import java.nio.channels.SocketChannel;
import java.util.List;

import io.netty.channel.socket.nio.NioServerSocketChannel;

/**
 * {@link NioServerSocketChannel} whose connections can be given to a server of the same
 * JVM, of whatever kind.
 */
final class DetachingServerChannel extends NioServerSocketChannel {

	@Override
	protected int doReadMessages(List<Object> connections) throws Exception {
		SocketChannel accepted = javaChannel().accept();
		if (accepted == null) {
			return 0;
		}
		connections.add(new DetachableChannel(this, accepted));
		return 1;
	}

}
