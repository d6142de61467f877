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

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.unix.IntegerUnixChannelOption;

/**
 * Makes sure that a file descriptor is a listener before anything is done with it: the
 * JVM may have opened something else under its number.
 */
final class ListenerCheck {

	private static final String VARIABLE = "LISTEN_FDS";

	private static final String SOCKET_UNIT = "Use ListenStream= with a port, and Accept=no, in the socket unit.";

	/**
	 * The values of Linux, which reads them in octal and decimal.
	 */
	private static final int O_NONBLOCK = 04000;

	private static final int SOL_SOCKET = 1;

	private static final IntegerUnixChannelOption SO_TYPE = new IntegerUnixChannelOption("SO_TYPE", SOL_SOCKET, 3);

	private static final IntegerUnixChannelOption SO_ACCEPTCONN = new IntegerUnixChannelOption("SO_ACCEPTCONN",
			SOL_SOCKET, 30);

	private static final IntegerUnixChannelOption SO_DOMAIN = new IntegerUnixChannelOption("SO_DOMAIN", SOL_SOCKET, 39);

	private static final int SOCK_STREAM = 1;

	private static final int AF_INET = 2;

	private static final int AF_INET6 = 10;

	private ListenerCheck() {
	}

	/**
	 * Refuse what is no socket, or one that a server would hang on.
	 * @param descriptor the file descriptor
	 */
	static void check(int descriptor) {
		if (!isSocket(descriptor)) {
			throw noListener(descriptor);
		}
		if (!isNonBlocking(descriptor)) {
			throw new ListenerException(VARIABLE,
					"file descriptor " + descriptor + " blocks, so that the gateway would hang on it",
					"Set NonBlocking=yes in the service unit.");
		}
	}

	/**
	 * Refuse what does not listen for TCP connections.
	 * @param channel a channel of the descriptor
	 */
	static void check(EpollServerSocketChannel channel) {
		int domain = option(channel, SO_DOMAIN);
		if (option(channel, SO_TYPE) != SOCK_STREAM || option(channel, SO_ACCEPTCONN) != 1
				|| (domain != AF_INET && domain != AF_INET6)) {
			throw noListener(channel.fd().intValue());
		}
	}

	private static int option(EpollServerSocketChannel channel, IntegerUnixChannelOption option) {
		Integer value = channel.config().getOption(option);
		return (value != null) ? value : -1;
	}

	private static ListenerException noListener(int descriptor) {
		return new ListenerException(VARIABLE, "file descriptor " + descriptor + " is no listening TCP socket",
				SOCKET_UNIT);
	}

	private static boolean isSocket(int descriptor) {
		try {
			return Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor)).toString().startsWith("socket:");
		}
		catch (IOException ex) {
			return false;
		}
	}

	private static boolean isNonBlocking(int descriptor) {
		try (Stream<String> lines = Files.lines(Path.of("/proc/self/fdinfo/" + descriptor))) {
			return lines.filter((line) -> line.startsWith("flags:"))
				.anyMatch((line) -> (Integer.parseInt(line.substring(6).trim(), 8) & O_NONBLOCK) != 0);
		}
		catch (IOException ex) {
			return false;
		}
	}

}
