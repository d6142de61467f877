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

package io.stickycluster.worker;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

import org.apache.tomcat.util.net.NioEndpoint;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.Shutdown;
import org.springframework.boot.web.server.WebServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link TomcatSocketServer}.
 */
class TomcatSocketServerTests {

	@TempDir
	Path directory;

	private final TomcatServletWebServerFactory factory = new TomcatServletWebServerFactory(0);

	private WebServer server;

	private Path socket;

	private final Logger logger = Logger.getLogger(NioEndpoint.class.getName());

	private final Warnings warnings = new Warnings();

	@BeforeEach
	void start() {
		this.logger.addHandler(this.warnings);
		this.socket = this.directory.resolve("socket");
		this.factory.setShutdown(Shutdown.GRACEFUL);
		this.server = this.factory.getWebServer();
		this.server.start();
		new TomcatSocketServer(() -> this.factory, () -> this.server, this.socket).start();
	}

	@AfterEach
	void stop() {
		this.server.destroy();
		this.logger.removeHandler(this.warnings);
	}

	@Test
	void listensOnTheSocketBesideThePort() throws Exception {
		assertThat(answer()).startsWith("HTTP/1.1 404");
	}

	@Test
	void endsQuietlyWithTheWebServer() throws Exception {
		answer();
		CountDownLatch shutDown = new CountDownLatch(1);
		this.server.shutDownGracefully((result) -> shutDown.countDown());
		assertThat(shutDown.await(60, TimeUnit.SECONDS)).isTrue();
		this.server.stop();
		assertThat(this.socket).doesNotExist();
		assertThat(this.warnings.messages).isEmpty();
	}

	private String answer() throws IOException {
		try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
			channel.connect(UnixDomainSocketAddress.of(this.socket));
			channel.write(StandardCharsets.US_ASCII.encode("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"));
			ByteBuffer answer = ByteBuffer.allocate(16);
			while (answer.hasRemaining() && channel.read(answer) >= 0) {
				// as much as there is
			}
			return new String(answer.array(), 0, answer.position(), StandardCharsets.US_ASCII);
		}
	}

	/**
	 * What the endpoint complains of.
	 */
	private static final class Warnings extends Handler {

		private final List<String> messages = new CopyOnWriteArrayList<>();

		@Override
		public void publish(LogRecord record) {
			if (record.getLevel().intValue() >= Level.WARNING.intValue()) {
				this.messages.add(record.getMessage());
			}
		}

		@Override
		public void flush() {
		}

		@Override
		public void close() {
		}

	}

}
