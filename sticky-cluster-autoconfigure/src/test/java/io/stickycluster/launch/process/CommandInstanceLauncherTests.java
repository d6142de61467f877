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
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import io.stickycluster.instance.ClusterIdentity;
import io.stickycluster.instance.FailureKind;
import io.stickycluster.launch.InstanceExit;
import io.stickycluster.launch.InstanceHandle;
import io.stickycluster.launch.InstanceSockets;
import io.stickycluster.launch.LaunchRequest;
import io.stickycluster.launch.ReadyReport;
import io.stickycluster.logs.InstanceLogs;
import io.stickycluster.logs.LogSettings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link CommandInstanceLauncher}, with servers in Python and Node.js.
 */
class CommandInstanceLauncherTests {

	private static final Duration SOON = Duration.ofSeconds(30);

	private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

	private static final String PYTHON = """
			import os, signal, sys, time
			from http.server import BaseHTTPRequestHandler, HTTPServer
			class Handler(BaseHTTPRequestHandler):
				def do_GET(self):
					if self.path == '/crash':
						os._exit(3)
					if self.path == '/leave':
						os._exit(0)
					ready = self.path != '/ready' or os.path.exists('ready')
					self.send_response(200 if ready else 503)
					self.end_headers()
					self.wfile.write(('python ' + os.environ['NODE_APP_INSTANCE'] + ' ' + os.environ['A']).encode())
			def stop(*_):
				print('stopping', flush=True)
				sys.exit(0)
			signal.signal(signal.SIGTERM, signal.SIG_IGN if 'stubborn' in sys.argv else stop)
			HTTPServer(('127.0.0.1', int(sys.argv[1])), Handler).serve_forever()
			""";

	private static final String NODE = """
			const http = require('http');
			process.on('SIGTERM', () => { console.log('stopping'); process.exit(0); });
			const answer = (request, response) => {
				if (request.url === '/crash') process.exit(3);
				if (request.url === '/leave') process.exit(0);
				response.end('node ' + process.env.NODE_APP_INSTANCE + ' ' + process.env.A);
			};
			const listen = () => http.createServer(answer).listen(Number(process.argv[2]), '127.0.0.1');
			if (process.argv[3]) http.createServer(answer).listen(process.argv[3], listen);
			else listen();
			""";

	private final InstanceLogs logs = new InstanceLogs(new LogSettings(StandardCharsets.UTF_8, 100, 100_000, null));

	private final List<InstanceHandle> handles = new ArrayList<>();

	@TempDir
	private Path directory;

	@AfterEach
	void endAll() {
		this.handles.forEach(InstanceHandle::kill);
		this.handles.forEach((handle) -> await(handle.whenExited()));
		this.logs.close();
	}

	static Stream<String> lines() {
		return Stream.of("python3 server.py ${PORT}", "node server.js ${PORT}");
	}

	@ParameterizedTest
	@MethodSource("lines")
	void serverIsReadyAnswersAndStops(String line) throws Exception {
		InstanceHandle handle = launch(line, null, 0);
		ReadyReport ready = await(handle.whenReady());
		assertThat(get(ready, "/")).isEqualTo(line.substring(0, line.indexOf(' ')).replace("3", "") + " 2 all");
		assertThat(handle.pid()).isPositive();
		assertThat(ProcessHandle.of(handle.pid())).isPresent();
		handle.requestStop();
		assertThat(await(handle.whenExited())).isEqualTo(InstanceExit.requested(0));
		assertThat(this.logs.of(2).last(10)).contains("stopping");
		assertThat(ProcessHandle.of(handle.pid())).isEmpty();
	}

	@Test
	void serverMayListenOnASocketToo() throws Exception {
		InstanceHandle handle = launch("node server.js ${PORT} ${SOCKET}", null, 0);
		Path socket = await(handle.whenReady()).socket();
		assertThat(socket).isNotNull().exists();
		handle.kill();
		await(handle.whenExited());
		assertThat(socket).doesNotExist();
		assertThat(await(launch("node server.js ${PORT}", null, 0).whenReady()).socket()).isNull();
	}

	@ParameterizedTest
	@MethodSource("lines")
	void serverIsKilledAndComesBackOnTheSamePort(String line) throws Exception {
		InstanceHandle first = launch(line, null, 0);
		int port = await(first.whenReady()).address().getPort();
		first.kill();
		assertThat(await(first.whenExited())).isEqualTo(InstanceExit.requested(Signal.KILL.exitCode()));
		InstanceHandle second = launch(line, null, port);
		assertThat(await(second.whenReady()).address().getPort()).isEqualTo(port);
		assertThat(second.pid()).isNotEqualTo(first.pid());
	}

	@ParameterizedTest
	@MethodSource("lines")
	void endOfTheServersOwnIsAFailure(String line) throws Exception {
		InstanceHandle crashing = launch(line, null, 0);
		getWithoutAnswer(await(crashing.whenReady()), "/crash");
		InstanceExit exit = await(crashing.whenExited());
		assertThat(exit.requested()).isFalse();
		assertThat(exit.kind()).isEqualTo(FailureKind.ERROR);
		assertThat(exit.exitCode()).isEqualTo(3);
		assertThat(exit.failure()).startsWith("Its process ended with exit code 3");
		InstanceHandle leaving = launch(line, null, 0);
		getWithoutAnswer(await(leaving.whenReady()), "/leave");
		assertThat(await(leaving.whenExited()).kind()).isEqualTo(FailureKind.ENDED);
	}

	@Test
	void signalOfSomebodyElseIsAFailure() {
		InstanceHandle handle = launch("sleep 1000", null, 0);
		Awaitility.await().atMost(SOON).until(() -> handle.pid() != 0);
		ProcessHandle.of(handle.pid()).orElseThrow().destroy();
		InstanceExit exit = await(handle.whenExited());
		assertThat(exit.kind()).isEqualTo(FailureKind.SIGNAL);
		assertThat(exit.failure()).isEqualTo("Its process was ended by SIGTERM");
	}

	@Test
	void serverThatIgnoresTheStopIsKilled() throws Exception {
		InstanceHandle handle = launch("python3 server.py ${PORT} stubborn", null, 0);
		ReadyReport ready = await(handle.whenReady());
		handle.requestStop();
		handle.terminate();
		assertThat(get(ready, "/")).startsWith("python");
		handle.kill();
		assertThat(await(handle.whenExited()).exitCode()).isEqualTo(Signal.KILL.exitCode());
	}

	@Test
	void serverIsReadyOnceItsPathSaysSo() throws Exception {
		InstanceHandle handle = launch("python3 server.py ${PORT}", "/ready", 0);
		Awaitility.await()
			.atMost(SOON)
			.until(() -> this.logs.of(2).last(10),
					(lines) -> lines.stream().filter((line) -> line.contains(" 503 ")).count() > 2);
		assertThat(handle.whenReady().toCompletableFuture()).isNotDone();
		Files.createFile(this.directory.resolve("ready"));
		assertThat(get(await(handle.whenReady()), "/ready")).startsWith("python");
	}

	@Test
	void serverThatIsNeverReadyCanBeStopped() throws Exception {
		InstanceHandle handle = launch("sleep 1000", null, 0);
		Awaitility.await().atMost(SOON).until(() -> handle.pid() != 0);
		handle.requestStop();
		assertThat(await(handle.whenExited())).isEqualTo(InstanceExit.requested(Signal.TERM.exitCode()));
		assertThat(handle.whenReady().toCompletableFuture()).isNotDone();
		Awaitility.await()
			.atMost(SOON)
			.until(() -> Thread.getAllStackTraces()
				.keySet()
				.stream()
				.noneMatch((thread) -> thread.getName().endsWith("-probe")));
	}

	@Test
	void somebodyElsesServerDoesNotCountAsReady() throws Exception {
		try (ServerSocket other = new ServerSocket()) {
			other.bind(new InetSocketAddress(LOOPBACK, 0));
			InstanceHandle handle = launch("python3 server.py ${PORT}", null, other.getLocalPort());
			InstanceExit exit = await(handle.whenExited());
			assertThat(exit.kind()).isEqualTo(FailureKind.PORT_IN_USE);
			assertThat(exit.failure())
				.isEqualTo("Port %d of 127.0.0.1 is in use by ".formatted(other.getLocalPort()) + "another process");
			assertThat(handle.whenReady().toCompletableFuture()).isNotDone();
			assertThat(handle.pid()).isZero();
		}
	}

	@Test
	void programThatDoesNotExistIsAWrongConfiguration() {
		InstanceExit exit = await(launch("no-such-program ${PORT}", null, 0).whenExited());
		assertThat(exit.kind()).isEqualTo(FailureKind.CONFIGURATION);
		assertThat(exit.failure()).startsWith("The program of 'sticky.cluster.command.line' was not found");
	}

	@Test
	void lastOutputIsInTheFailure() {
		InstanceExit exit = await(launch("sh -c 'echo no config; exit 9'", null, 0).whenExited());
		assertThat(exit.failure()).startsWith("Its process ended with exit code 9").endsWith("no config");
	}

	@Test
	void readyPathBeginsWithASlash() {
		assertThatIllegalArgumentException().isThrownBy(() -> launch("sleep 1", "ready", 0));
	}

	private InstanceHandle launch(String line, @Nullable String readyPath, int port) {
		try {
			Files.writeString(this.directory.resolve("server.py"), PYTHON);
			Files.writeString(this.directory.resolve("server.js"), NODE);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		ProcessEnvironment environment = new ProcessEnvironment("NODE_APP_INSTANCE", Map.of("A", "all"), Map.of());
		CommandSettings settings = new CommandSettings(
				new CommandLine(line, List.of("PORT", "NODE_APP_INSTANCE", "SOCKET")), environment, this.directory,
				readyPath);
		InstanceHandle handle = new CommandInstanceLauncher(settings, LOOPBACK, InstanceSockets.in(this.directory),
				this.logs)
			.launch(new LaunchRequest(new ClusterIdentity(2, 1, 4, false), port));
		this.handles.add(handle);
		return handle;
	}

	private String get(ReadyReport ready, String path) throws Exception {
		URI uri = URI.create("http://127.0.0.1:" + ready.address().getPort() + path);
		return HttpClient.newHttpClient().send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString()).body();
	}

	private void getWithoutAnswer(ReadyReport ready, String path) throws Exception {
		try {
			get(ready, path);
		}
		catch (IOException ex) {
			// As expected of a server that has gone
		}
	}

	private static <T> T await(CompletionStage<T> stage) {
		return stage.toCompletableFuture().orTimeout(SOON.toSeconds(), TimeUnit.SECONDS).join();
	}

}
