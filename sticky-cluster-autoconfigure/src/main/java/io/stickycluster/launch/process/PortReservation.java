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

package io.stickycluster.launch.process;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/**
 * Finds out that nobody listens on a port, right before a program is told to.
 */
final class PortReservation {

	private PortReservation() {
	}

	/**
	 * Return a port that nobody listens on.
	 * @param address the address to listen on
	 * @param port the port that is wanted, 0 for any
	 * @return the port
	 * @throws PortInUseException if somebody listens on it
	 * @throws IOException if there is no such address
	 */
	static int findFree(InetAddress address, int port) throws IOException {
		InetSocketAddress wanted = new InetSocketAddress(address, port);
		try (ServerSocket socket = new ServerSocket()) {
			// A former instance's connections that linger are no hindrance
			socket.setReuseAddress(true);
			socket.bind(wanted);
			return socket.getLocalPort();
		}
		catch (BindException ex) {
			throw new PortInUseException(wanted, ex);
		}
	}

}
