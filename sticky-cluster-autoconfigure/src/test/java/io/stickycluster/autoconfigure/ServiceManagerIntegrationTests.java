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

package io.stickycluster.autoconfigure;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import io.stickycluster.app.ApplicationProcess;
import io.stickycluster.app.ServletApplication;
import io.stickycluster.systemd.ServiceEnvironment;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests a cluster under a service manager that does what systemd does for a unit with
 * {@code Type=notify}, {@code WatchdogSec=}, {@code Restart=always} and a socket unit.
 */
@EnabledOnOs(OS.LINUX)
class ServiceManagerIntegrationTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(120);

	private static final int CLIENTS = 8;

	private static final String MANAGER = """
			import os, signal, socket, sys, threading

			listener = socket.socket()
			listener.bind(('127.0.0.1', 0))
			listener.listen(4096)
			listener.setblocking(False)
			port = listener.getsockname()[1]
			notifications = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
			name = 'sticky-cluster-test-%d' % os.getpid()
			notifications.bind('\\0' + name)
			print('port %d' % port, flush=True)

			def tell():
			    while True:
			        print('told ' + notifications.recv(4096).decode().replace('\\n', ' & '), flush=True)

			def start():
			    os.dup2(listener.fileno(), 3)
			    os.set_inheritable(3, True)
			    os.environ.update({'NOTIFY_SOCKET': '@' + name, 'WATCHDOG_USEC': '1000000',
			        'WATCHDOG_PID': str(os.getpid()), 'LISTEN_PID': str(os.getpid()), 'LISTEN_FDS': '1',
			        'LISTEN_FDNAMES': 'chat.socket'})
			    print('started %d' % os.getpid(), flush=True)
			    os.execvp(sys.argv[1], [argument.replace('{port}', str(port)) for argument in sys.argv[1:]])

			threading.Thread(target=tell, daemon=True).start()
			for i in range(2):
			    child = os.fork()
			    if child == 0:
			        start()
			    print('ended %d with %d' % os.waitpid(child, 0), flush=True)
			""";

	private static final String SERVER = """
			import http.server, os

			def listens(port):
			    own = [os.readlink(descriptor.path) for descriptor in os.scandir('/proc/self/fd')
			        if os.path.islink(descriptor.path)]
			    lines = [line.split() for line in open('/proc/net/tcp')]
			    return any(line[1].endswith(':%04X' % port) and 'socket:[%s]' % line[9] in own for line in lines)

			class Server(http.server.ThreadingHTTPServer):
			    request_queue_size = 1024

			class Handler(http.server.BaseHTTPRequestHandler):
			    protocol_version = 'HTTP/1.1'

			    def do_GET(self):
			        answers = {'/environment': lambda: ' '.join(os.environ),
			            '/listener': lambda: str(listens(int(self.headers['X-Forwarded-Port']))), '/': lambda: 'served'}
			        body = answers[self.path]().encode()
			        self.send_response(200)
			        self.send_header('Content-Length', str(len(body)))
			        self.end_headers()
			        self.wfile.write(body)
			    def log_message(self, *args):
			        pass
			Server(('127.0.0.1', int(os.environ['PORT'])), Handler).serve_forever()
			""";

	@TempDir
	private Path directory;

	private final Queue<String> failures = new ConcurrentLinkedQueue<>();

	private final AtomicInteger answers = new AtomicInteger();

	private volatile boolean done;

	@Test
	void restartIsToldAndRefusesNobody() throws Exception {
		try (ApplicationProcess manager = start()) {
			int port = Integer.parseInt(manager.awaitLine("^port (\\d+)").group(1));
			Awaitility.await()
				.atMost(TIMEOUT)
				.untilAsserted(() -> assertThat(told(manager)).containsSubsequence("STATUS=0 of 2 instances up",
						"STATUS=2 of 2 instances up", "READY=1", "WATCHDOG=1"));
			assertThat(told(manager).subList(0, told(manager).indexOf("STATUS=2 of 2 instances up")))
				.doesNotContain("READY=1");
			assertThat(request("127.0.33.1", port, "/listener")).isEqualTo("False");
			assertThat(request("127.0.33.1", port, "/environment").split(" ")).contains("PORT", "PATH")
				.doesNotContainAnyElementsOf(ServiceEnvironment.VARIABLES);
			List<Thread> clients = startClients(port);
			awaitAnswers();
			ProcessHandle supervisor = ProcessHandle.of(Long.parseLong(manager.awaitLine("^started (\\d+)").group(1)))
				.orElseThrow();
			supervisor.destroy();
			manager.awaitLine("^ended " + supervisor.pid() + " with ");
			manager.awaitLine("^started (?!" + supervisor.pid() + "$)");
			Awaitility.await()
				.atMost(TIMEOUT)
				.until(() -> told(manager).stream().filter("READY=1"::equals).count() == 2);
			awaitAnswers();
			this.done = true;
			for (Thread client : clients) {
				client.join(TIMEOUT.toMillis());
			}
			assertThat(this.failures).isEmpty();
			assertThat(told(manager)).containsSubsequence("READY=1", "STOPPING=1", "STATUS=0 of 2 instances up",
					"STATUS=2 of 2 instances up", "READY=1");
		}
	}

	private ApplicationProcess start() throws IOException {
		Path manager = Files.writeString(this.directory.resolve("manager.py"), MANAGER);
		Path server = Files.writeString(this.directory.resolve("server.py"), SERVER);
		List<String> command = new ArrayList<>(List.of("python3", manager.toString()));
		command
			.addAll(ApplicationProcess.commandOf(ServletApplication.class, List.of("-Xmx256m"), "--server.port={port}",
					"--sticky.cluster.base-port=0", "--sticky.cluster.instances=2", "--sticky.cluster.min-ready=2",
					"--sticky.cluster.isolation=command", "--sticky.cluster.command.line=python3 " + server));
		return ApplicationProcess.of(command);
	}

	private static List<String> told(ApplicationProcess manager) {
		return manager.output()
			.lines()
			.filter((line) -> line.startsWith("told "))
			.flatMap((line) -> List.of(line.substring(5).split(" & ")).stream())
			.toList();
	}

	private List<Thread> startClients(int port) {
		List<Thread> clients = new ArrayList<>();
		for (int i = 0; i < CLIENTS; i++) {
			int client = i;
			Thread thread = new Thread(() -> run(client, port), "client-" + i);
			thread.setDaemon(true);
			thread.start();
			clients.add(thread);
		}
		return clients;
	}

	private void run(int client, int port) {
		for (int i = 0; !this.done; i++) {
			String address = "127.0." + (34 + client) + "." + (1 + i % 200);
			try {
				if (request(address, port, "/").equals("served")) {
					this.answers.incrementAndGet();
				}
				else {
					this.failures.add(address + " got another answer");
				}
			}
			catch (IOException ex) {
				this.failures.add(address + " " + ex);
			}
		}
	}

	private void awaitAnswers() {
		int before = this.answers.get();
		Awaitility.await().atMost(TIMEOUT).until(() -> this.answers.get() > before + 50 * CLIENTS);
	}

	private static String request(String address, int port, String path) throws IOException {
		try (Socket socket = new Socket()) {
			socket.setSoTimeout((int) TIMEOUT.toMillis());
			socket.bind(new InetSocketAddress(InetAddress.getByName(address), 0));
			socket.connect(new InetSocketAddress("127.0.0.1", port), (int) TIMEOUT.toMillis());
			socket.getOutputStream()
				.write("GET %s HTTP/1.1\r\nHost: localhost:%d\r\nConnection: close\r\n\r\n".formatted(path, port)
					.getBytes(StandardCharsets.US_ASCII));
			InputStream in = socket.getInputStream();
			String answer = new String(in.readAllBytes(), StandardCharsets.US_ASCII);
			if (!answer.startsWith("HTTP/1.1 200 ")) {
				throw new IOException("Answer '" + answer + "'");
			}
			return answer.substring(answer.indexOf("\r\n\r\n") + 4);
		}
	}

}
