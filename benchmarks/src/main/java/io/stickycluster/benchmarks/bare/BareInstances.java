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

package io.stickycluster.benchmarks.bare;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

import io.netty.channel.unix.DomainSocketAddress;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;

/**
 * All bare instances in one process, so that 64 of them are warm as soon as one of them
 * is. A program that is started as an instance connects to the control port, names the
 * port and the Unix-domain socket that it was told to open, and holds the connection for
 * as long as it lives. There is a further socket for each that any user may connect to,
 * named by the port, in a directory.
 */
public final class BareInstances {

	private BareInstances() {
	}

	/**
	 * Serve until killed.
	 * @param args the control port, and the directory of the sockets
	 * @throws IOException if the control port cannot be opened
	 */
	public static void main(String[] args) throws IOException {
		try (ServerSocket control = new ServerSocket(Integer.parseInt(args[0]), 0, InetAddress.getLoopbackAddress())) {
			Path sockets = Path.of(args[1]);
			while (true) {
				Socket instance = control.accept();
				new Thread(() -> serve(instance, sockets), "instance").start();
			}
		}
	}

	private static void serve(Socket instance, Path sockets) {
		List<DisposableServer> servers = new ArrayList<>();
		try (instance;
				BufferedReader lines = new BufferedReader(
						new InputStreamReader(instance.getInputStream(), StandardCharsets.US_ASCII))) {
			String[] portAndSocket = lines.readLine().split(" ");
			HttpServer server = HttpServer.create().handle(new BareAnswers());
			if (portAndSocket.length > 1) {
				servers.add(server.bindAddress(() -> new DomainSocketAddress(portAndSocket[1])).bindNow());
			}
			Path forAll = sockets.resolve(portAndSocket[0]);
			servers.add(server.bindAddress(() -> new DomainSocketAddress(forAll.toString())).bindNow());
			Files.setPosixFilePermissions(forAll, PosixFilePermissions.fromString("rwxrwxrwx"));
			// The socket has to be there when the port is.
			servers.add(server.host("127.0.0.1").port(Integer.parseInt(portAndSocket[0])).bindNow());
			lines.readLine();
		}
		catch (IOException ex) {
			System.err.println("An instance ended: " + ex);
		}
		finally {
			servers.forEach(DisposableServer::disposeNow);
		}
	}

}
