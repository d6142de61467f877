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

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A server that was started for the benchmark, and ends with it.
 */
final class ServerProcess implements AutoCloseable {

	private static final int READY_TIMEOUT_SECONDS = 180;

	private static final int STOP_TIMEOUT_SECONDS = 45;

	private static final int POLL_MILLIS = 100;

	private final String name;

	private final Process process;

	private final Path log;

	private ServerProcess(String name, Process process, Path log) {
		this.name = name;
		this.process = process;
		this.log = log;
	}

	static ServerProcess start(String name, Path directory, List<String> command, Map<String, String> environment)
			throws IOException {
		Path log = Files.createTempFile(directory, name, ".log");
		ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile())
			.redirectErrorStream(true)
			.redirectOutput(log.toFile());
		builder.environment().putAll(environment);
		return new ServerProcess(name, builder.start(), log);
	}

	ProcessHandle handle() {
		return this.process.toHandle();
	}

	/**
	 * Wait until it listens.
	 * @param port its port
	 * @throws IOException if it ended, or does not listen in time
	 * @throws InterruptedException if interrupted
	 */
	void awaitListening(int port) throws IOException, InterruptedException {
		await(port, ServerProcess::isListening);
	}

	/**
	 * Wait until it answers, which a proxy does when its instances do.
	 * @param port its port
	 * @throws IOException if it ended, or does not answer in time
	 * @throws InterruptedException if interrupted
	 */
	void awaitAnswering(int port) throws IOException, InterruptedException {
		await(port, ServerProcess::isAnswering);
	}

	private void await(int port, Probe probe) throws IOException, InterruptedException {
		long begin = System.nanoTime();
		while (!probe.succeeds(port)) {
			if (this.process.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS)
					|| System.nanoTime() - begin > TimeUnit.SECONDS.toNanos(READY_TIMEOUT_SECONDS)) {
				throw new IOException("%s does not answer on port %d:%n%s".formatted(this.name, port, logged()));
			}
		}
	}

	private String logged() throws IOException {
		List<String> lines = Files.readAllLines(this.log);
		return String.join(System.lineSeparator(), lines.subList(Math.max(0, lines.size() - 50), lines.size()));
	}

	private static boolean isListening(int port) {
		try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
			return socket.isConnected();
		}
		catch (IOException ex) {
			return false;
		}
	}

	private static boolean isAnswering(int port) {
		try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
				BufferedReader in = new BufferedReader(
						new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))) {
			socket.setSoTimeout(10_000);
			socket.getOutputStream()
				.write("GET /small HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
					.getBytes(StandardCharsets.US_ASCII));
			String status = in.readLine();
			return status != null && status.contains(" 200");
		}
		catch (IOException ex) {
			return false;
		}
	}

	/**
	 * End it, with time to end its instances.
	 */
	@Override
	public void close() {
		this.process.destroy();
		try {
			if (this.process.waitFor(STOP_TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
				return;
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		this.process.descendants().forEach(ProcessHandle::destroyForcibly);
		this.process.destroyForcibly();
	}

	/**
	 * Whether a server is as far as it should be.
	 */
	private interface Probe {

		boolean succeeds(int port);

	}

}
