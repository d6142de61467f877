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

package io.stickycluster.benchmarks.suite;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Messages between instances, by carrier.
 */
final class BusSection implements Section {

	private static final int START_TRIES = 100;

	private final Installation installation;

	private final Options options;

	BusSection(Installation installation, Options options) {
		this.installation = installation;
		this.options = options;
	}

	@Override
	public String run(Goals goals) throws IOException, InterruptedException {
		int port = freePort();
		Process redis = new ProcessBuilder(this.installation.redis(), "--bind", "127.0.0.1", "--port",
				String.valueOf(port), "--save", "", "--appendonly", "no", "--dir",
				this.installation.directory().toString())
			.redirectOutput(Redirect.DISCARD)
			.redirectError(Redirect.INHERIT)
			.start();
		try {
			awaitStarted(port);
			return """
					### Messages between instances

					One instance sends messages of 100 bytes to all others. All instances, and the supervisor that passes on what goes over the control links, are in one JVM, and Redis is beside it, so all share the machine. Messages a second: at full speed, with at most 1,000 on their way. Latencies: at 1,000 messages a second.

					%s
					"""
				.formatted(measure(port));
		}
		finally {
			redis.destroy();
			redis.waitFor();
		}
	}

	private String measure(int port) throws IOException, InterruptedException {
		List<String> command = new ArrayList<>(List.of(
				Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp", this.installation.micro(),
				"io.stickycluster.benchmarks.bus.BusBenchmark", String.valueOf(port)));
		if (this.options.quick()) {
			command.add("--quick");
		}
		Process process = new ProcessBuilder(command).redirectError(Redirect.INHERIT).start();
		String report = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		if (process.waitFor() != 0) {
			throw new IOException("The benchmark of the bus failed");
		}
		return report;
	}

	private static int freePort() throws IOException {
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			return socket.getLocalPort();
		}
	}

	private static void awaitStarted(int port) throws IOException, InterruptedException {
		for (int i = 0; i < START_TRIES; i++) {
			try (Socket socket = new Socket()) {
				socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
				return;
			}
			catch (IOException ex) {
				TimeUnit.MILLISECONDS.sleep(100);
			}
		}
		throw new IOException("Redis does not start");
	}

}
