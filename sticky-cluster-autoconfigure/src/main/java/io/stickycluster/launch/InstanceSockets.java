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

package io.stickycluster.launch;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import io.stickycluster.instance.ClusterIdentity;

/**
 * The Unix-domain sockets that instances listen on beside their ports: a shorter way for
 * the gateway, with no TCP in between. Thread-safe.
 */
public final class InstanceSockets {

	/**
	 * What {@code sun_path} holds on macOS, less its closing zero; Linux has 4 more.
	 */
	private static final int MAX_PATH_BYTES = 103;

	private static final Log logger = LogFactory.getLog(InstanceSockets.class);

	private final @Nullable Path directory;

	private InstanceSockets(@Nullable Path directory) {
		this.directory = directory;
	}

	/**
	 * Return sockets in a directory.
	 * @param directory the directory, which nobody but its owner can enter
	 * @return the sockets
	 */
	public static InstanceSockets in(Path directory) {
		return new InstanceSockets(directory);
	}

	/**
	 * Return no sockets: instances listen on their ports only.
	 * @return none
	 */
	public static InstanceSockets none() {
		return new InstanceSockets(null);
	}

	/**
	 * Return where a generation of an instance is to listen.
	 * @param identity the instance
	 * @return the socket's path, {@code null} when it is not to listen on one
	 */
	public @Nullable Path path(ClusterIdentity identity) {
		if (this.directory == null) {
			return null;
		}
		Path path = this.directory.resolve("i" + identity.index() + "-" + identity.generation());
		return (path.toString().getBytes(StandardCharsets.UTF_8).length <= MAX_PATH_BYTES) ? path : null;
	}

	/**
	 * Return whether somebody listens on a socket. Does not block.
	 * @param path the socket's path
	 * @return whether it can be connected to
	 */
	public static boolean isListening(Path path) {
		try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
			return channel.connect(UnixDomainSocketAddress.of(path));
		}
		catch (IOException | UnsupportedOperationException ex) {
			return false;
		}
	}

	/**
	 * Delete what an instance that has ended may have left.
	 * @param identity the instance
	 */
	public void delete(ClusterIdentity identity) {
		Path path = path(identity);
		if (path == null) {
			return;
		}
		try {
			Files.deleteIfExists(path);
		}
		catch (IOException ex) {
			logger.debug("Could not delete " + path, ex);
		}
	}

}
