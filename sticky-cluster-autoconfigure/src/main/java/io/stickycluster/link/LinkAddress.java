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

package io.stickycluster.link;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * Where the supervisor's end of the control links listens, as it is written in the
 * environment of an instance: {@code unix:/path} or {@code tcp:127.0.0.1:port}.
 */
final class LinkAddress {

	/**
	 * What the narrowest system (macOS) takes; Linux would take 4 more.
	 */
	private static final int MAX_PATH_BYTES = 103;

	private static final String UNIX = "unix:";

	private static final String TCP = "tcp:";

	private LinkAddress() {
	}

	/**
	 * Return whether a path is short enough for a socket.
	 * @param path the path
	 * @return whether it is
	 */
	static boolean fits(Path path) {
		return path.toAbsolutePath().toString().getBytes(StandardCharsets.UTF_8).length <= MAX_PATH_BYTES;
	}

	/**
	 * Listen on a Unix-domain socket that only its owner may use.
	 * @param path the socket's path, in a directory that only its owner can enter
	 * @return the channel
	 * @throws IOException if it cannot be opened
	 * @throws UnsupportedOperationException where there are no such sockets
	 */
	static ServerSocketChannel listen(Path path) throws IOException {
		ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
		try {
			channel.bind(UnixDomainSocketAddress.of(path.toAbsolutePath()));
			if (Files.getFileStore(path.toAbsolutePath().getParent()).supportsFileAttributeView("posix")) {
				Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
			}
			return channel;
		}
		catch (IOException | RuntimeException ex) {
			channel.close();
			throw ex;
		}
	}

	/**
	 * Listen on a free port of the loopback address.
	 * @return the channel
	 * @throws IOException if it cannot be opened
	 */
	static ServerSocketChannel listenOnLoopback() throws IOException {
		ServerSocketChannel channel = ServerSocketChannel.open();
		try {
			return channel.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
		}
		catch (IOException ex) {
			channel.close();
			throw ex;
		}
	}

	static String format(SocketAddress address) {
		if (address instanceof UnixDomainSocketAddress unix) {
			return UNIX + unix.getPath();
		}
		InetSocketAddress tcp = (InetSocketAddress) address;
		return TCP + tcp.getAddress().getHostAddress() + ":" + tcp.getPort();
	}

	static SocketAddress parse(String address) {
		if (address.startsWith(UNIX)) {
			return UnixDomainSocketAddress.of(address.substring(UNIX.length()));
		}
		int colon = address.lastIndexOf(':');
		if (!address.startsWith(TCP) || colon < TCP.length()) {
			throw new IllegalArgumentException("'" + address + "' is no address of a control link");
		}
		return new InetSocketAddress(address.substring(TCP.length(), colon),
				Integer.parseInt(address.substring(colon + 1)));
	}

}
