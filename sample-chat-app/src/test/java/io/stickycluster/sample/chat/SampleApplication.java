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

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.awaitility.Awaitility;
import org.springframework.util.FileSystemUtils;

/**
 * The repackaged application in a process of its own, on free ports.
 */
final class SampleApplication implements AutoCloseable {

	private static final Duration START_TIMEOUT = Duration.ofSeconds(120);

	private static final int STOP_TIMEOUT_SECONDS = 60;

	private static final Pattern GATEWAY_STARTED = Pattern.compile("Netty started on port (\\d+)");

	/**
	 * Becomes the application, and kills it when its standard input ends with the test's
	 * JVM.
	 */
	private static final String SCRIPT = """
			exec 3<&0
			(
				exec <&3 3<&- >/dev/null 2>&1
				while read -r _; do :; done
				read -r _ _ _ parent _ </proc/self/stat
				[ "$parent" = $$ ] && kill -KILL $$
			) &
			exec 3<&-
			exec "$@" </dev/null
			""";

	/**
	 * What its instances inherit: for a short life, to compile their code well would take
	 * longer than to run it.
	 */
	private static final List<String> JVM_ARGUMENTS = List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");

	private static final String ALL_READY = "\"ready\":4";

	private final Path directory;

	private final Process process;

	private final int managementPort;

	private int port;

	private SampleApplication(Path directory, Process process, int managementPort) {
		this.directory = directory;
		this.process = process;
		this.managementPort = managementPort;
	}

	/**
	 * Start the application and wait until its four instances are ready.
	 * @param arguments further arguments for the application
	 * @return the running application
	 */
	static SampleApplication start(String... arguments) {
		return start(0, arguments);
	}

	/**
	 * Start the application and wait until its four instances are ready.
	 * @param managementPort the port of its management, 0 for the same as everything else
	 * @param arguments further arguments for the application
	 * @return the running application
	 */
	static SampleApplication start(int managementPort, String... arguments) {
		try {
			Path directory = Files.createTempDirectory("sample-chat-app");
			// Whoever builds again must not change the jar under the running process.
			Path jar = Files.copy(jar(), directory.resolve("app.jar"), StandardCopyOption.REPLACE_EXISTING);
			List<String> command = new ArrayList<>(List.of("/bin/sh", "-c", SCRIPT, "application",
					Path.of(System.getProperty("java.home"), "bin", "java").toString()));
			command.addAll(JVM_ARGUMENTS);
			command.addAll(List.of("-jar", jar.toString()));
			command.addAll(arguments(directory, arguments));
			if (managementPort != 0) {
				command.add("--management.server.port=" + managementPort);
			}
			Process process = new ProcessBuilder(command).redirectErrorStream(true)
				.redirectOutput(directory.resolve("app.log").toFile())
				.start();
			SampleApplication application = new SampleApplication(directory, process, managementPort);
			application.awaitReady();
			return application;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static List<String> arguments(Path directory, String... arguments) {
		List<String> all = new ArrayList<>(List.of("--server.port=0", "--sticky.cluster.base-port=0",
				"--sticky.cluster.process.cache-directory=" + directory.resolve("cache")));
		for (String argument : arguments) {
			// Of an argument that is there twice Spring makes a list
			all.removeIf((present) -> present.split("=")[0].equals(argument.split("=")[0]));
			all.add(argument);
		}
		return all;
	}

	int port() {
		return this.port;
	}

	String log() {
		try {
			return Files.readString(this.directory.resolve("app.log"));
		}
		catch (IOException ex) {
			return "No log: " + ex;
		}
	}

	@Override
	public void close() {
		List<ProcessHandle> instances = this.process.descendants().toList();
		// Process.destroy() would close its standard input, too, which kills it
		this.process.toHandle().destroy();
		try {
			if (!this.process.waitFor(STOP_TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
				throw new AssertionError("The application did not stop:\n" + log());
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		finally {
			this.process.destroyForcibly();
			Awaitility.await().until(() -> instances.stream().noneMatch(ProcessHandle::isAlive));
			delete();
		}
	}

	private void awaitReady() {
		try {
			Awaitility.await().atMost(START_TIMEOUT).until(this::isReady);
		}
		catch (RuntimeException ex) {
			String log = log();
			close();
			throw new AssertionError("The application did not get ready:\n" + log, ex);
		}
	}

	private boolean isReady() throws Exception {
		if (!this.process.isAlive()) {
			throw new IllegalStateException("The process has exited with " + this.process.exitValue());
		}
		Integer started = GATEWAY_STARTED.matcher(log())
			.results()
			.map((found) -> Integer.valueOf(found.group(1)))
			.filter((found) -> found != this.managementPort)
			.findFirst()
			.orElse(null);
		if (started == null) {
			return false;
		}
		this.port = started;
		int asked = (this.managementPort != 0) ? this.managementPort : this.port;
		HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + asked + "/actuator/cluster"))
			.timeout(Duration.ofSeconds(10))
			.build();
		try {
			return HttpClient.newHttpClient()
				.send(request, HttpResponse.BodyHandlers.ofString())
				.body()
				.contains(ALL_READY);
		}
		catch (ConnectException ex) {
			// A management port of its own is opened after the gateway's
			return false;
		}
	}

	private void delete() {
		try {
			FileSystemUtils.deleteRecursively(this.directory);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static Path jar() throws IOException {
		try (Stream<Path> files = Files.list(Path.of("target"))) {
			return files.filter((file) -> file.getFileName().toString().matches("sample-chat-app-.*\\.jar"))
				.findFirst()
				.orElseThrow(() -> new AssertionError("The sample's jar is missing: run ./check"));
		}
	}

}
