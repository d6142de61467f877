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

package io.stickycluster.sample.chat;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.awaitility.Awaitility;

/**
 * A real proxy that runs with the configuration that a cluster has printed for it.
 */
final class ProxyServer implements AutoCloseable {

	private static final Duration START_TIMEOUT = Duration.ofSeconds(60);

	private final Process process;

	private final int port;

	private ProxyServer(Process process, int port) {
		this.process = process;
		this.port = port;
	}

	/**
	 * Find a proxy's program.
	 * @param name the program's name
	 * @return its file, empty when it is not there
	 */
	static Optional<Path> program(String name) {
		Path unpacked = Path.of("..", "sticky-cluster-autoconfigure", "target", name, "usr");
		return Stream
			.concat(Stream.of(System.getenv("PATH").split(File.pathSeparator)).map(Path::of),
					Stream.of(Path.of("/usr/sbin"), unpacked.resolve("sbin"), unpacked.resolve("bin")))
			.map((directory) -> directory.resolve(name).toAbsolutePath().normalize())
			.filter(Files::isExecutable)
			.findFirst();
	}

	/**
	 * Start a proxy, with nothing changed of what was printed but its port.
	 * @param name its name
	 * @param printed the printed configuration
	 * @param directory for what it writes
	 * @return the proxy, which answers
	 */
	static ProxyServer start(String name, String printed, Path directory) {
		Path program = program(name).orElseThrow(() -> new AssertionError(name + " is missing: './check' provides it"));
		try {
			int port = freePort();
			Path configuration = Files.writeString(directory.resolve(name + ".conf"),
					configuration(name, printed, port, directory));
			ProcessBuilder builder = new ProcessBuilder(command(name, program, configuration)).redirectErrorStream(true)
				.redirectOutput(directory.resolve(name + ".log").toFile());
			builder.environment().put("HOME", directory.toString());
			libraries(program).ifPresent((path) -> builder.environment().put("LD_LIBRARY_PATH", path));
			ProxyServer proxy = new ProxyServer(builder.start(), port);
			try {
				Awaitility.await()
					.atMost(START_TIMEOUT)
					.ignoreExceptionsInstanceOf(IOException.class)
					.until(proxy::answers);
				return proxy;
			}
			catch (RuntimeException ex) {
				proxy.close();
				throw new AssertionError(Files.readString(directory.resolve(name + ".log")), ex);
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static String configuration(String name, String printed, int port, Path directory) {
		return switch (name) {
			case "nginx" -> """
					daemon off;
					pid %1$s/nginx.pid;
					error_log stderr;
					events { worker_connections 2000; }
					http {
						access_log off;
						client_body_temp_path %1$s/body;
						proxy_temp_path %1$s/proxy;
						fastcgi_temp_path %1$s/fastcgi;
						uwsgi_temp_path %1$s/uwsgi;
						scgi_temp_path %1$s/scgi;
					%2$s
					}
					""".formatted(directory, replace(printed, "listen 80;", "listen " + port + ";"));
			case "haproxy" -> "global\n    maxconn 2000\n" + replace(printed, "bind :80\n", "bind :" + port + "\n");
			case "caddy" -> "{\n\tadmin off\n}\n" + replace(printed, "\n:80 {", "\n:" + port + " {");
			default -> throw new IllegalArgumentException(name);
		};
	}

	private static String replace(String printed, String what, String by) {
		if (!printed.contains(what)) {
			throw new AssertionError("No '" + what + "' in " + printed);
		}
		return printed.replace(what, by);
	}

	private static List<String> command(String name, Path program, Path configuration) {
		return switch (name) {
			case "nginx" -> List.of(program.toString(), "-e", "stderr", "-c", configuration.toString());
			case "haproxy" -> List.of(program.toString(), "-f", configuration.toString());
			default ->
				List.of(program.toString(), "run", "--config", configuration.toString(), "--adapter", "caddyfile");
		};
	}

	private static Optional<String> libraries(Path program) throws IOException {
		Path libraries = program.getParent().resolveSibling("lib");
		if (!program.toString().contains("/target/") || !Files.isDirectory(libraries)) {
			return Optional.empty();
		}
		try (Stream<Path> directories = Files.list(libraries)) {
			return directories.filter((path) -> path.toString().endsWith("-linux-gnu")).map(Path::toString).findFirst();
		}
	}

	private boolean answers() throws IOException {
		if (!this.process.isAlive()) {
			throw new IllegalStateException("It has exited with " + this.process.exitValue());
		}
		new Socket(InetAddress.getLoopbackAddress(), this.port).close();
		return true;
	}

	/**
	 * Find a port that nobody listens on, and that the system does not give to
	 * connections: a client could have got it when it is opened.
	 * @return the port
	 */
	static int freePort() {
		while (true) {
			int port = ThreadLocalRandom.current().nextInt(10_000, 32_000);
			try (ServerSocket socket = new ServerSocket(port)) {
				return socket.getLocalPort();
			}
			catch (IOException ex) {
				// Taken by somebody: try another one
			}
		}
	}

	int port() {
		return this.port;
	}

	@Override
	public void close() {
		List<ProcessHandle> workers = this.process.descendants().toList();
		this.process.destroy();
		try {
			this.process.waitFor(10, TimeUnit.SECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		workers.forEach(ProcessHandle::destroyForcibly);
		this.process.destroyForcibly();
	}

}
