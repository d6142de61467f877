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

import java.io.IOException;
import java.nio.channels.SocketChannel;

import io.netty.channel.Channel;
import io.netty.channel.epoll.AdoptedSockets;
import io.netty.channel.unix.FileDescriptor;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * A connection that has come from another process.
 */
final class DescriptorConnection implements PassedConnection {

	private static final Log logger = LogFactory.getLog(DescriptorConnection.class);

	private final FileDescriptor descriptor;

	private @Nullable SocketChannel socket;

	DescriptorConnection(FileDescriptor descriptor) {
		this.descriptor = descriptor;
	}

	@Override
	public Channel toChannel(Channel parent) {
		return AdoptedSockets.adopt(parent, this.descriptor.intValue());
	}

	@Override
	public SocketChannel toSocketChannel() throws IOException {
		this.socket = JdkSockets.adopt(this.descriptor.intValue());
		return this.socket;
	}

	@Override
	public void giveBack() {
		try {
			if (this.socket != null) {
				this.socket.close();
			}
			else {
				this.descriptor.close();
			}
		}
		catch (IOException ex) {
			logger.debug("A copy of a connection could not be closed", ex);
		}
	}

}
