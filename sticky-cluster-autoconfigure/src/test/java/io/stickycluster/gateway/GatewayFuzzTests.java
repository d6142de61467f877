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

package io.stickycluster.gateway;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

import io.stickycluster.gateway.ReferenceParser.Message;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Random bytes through a real gateway: every client gets its own answers and no others or
 * is cut off, instances get nothing but requests, and nothing is logged.
 */
@NullUnmarked
class GatewayFuzzTests {

	private static final int INPUTS = 3000;

	private final GatewayFixture fixture = new GatewayFixture();

	private final Queue<String> malformed = new ConcurrentLinkedQueue<>();

	private final ListAppender<ILoggingEvent> log = new ListAppender<>();

	@BeforeEach
	void listen() {
		this.log.start();
		root().addAppender(this.log);
	}

	@AfterEach
	void close() throws Exception {
		root().detachAppender(this.log);
		this.fixture.close();
	}

	@Test
	void answersOrCutsOffWhateverIsSent() throws Exception {
		this.fixture.cluster(instance(), instance());
		int port = this.fixture.start();
		Mutations mutations = new Mutations(4711);
		int answers = 0;
		for (int i = 0; i < INPUTS; i++) {
			String marker = "m" + i + "m";
			String bytes = mutations.next().replace("HTTP/1.1\r\n", "HTTP/1.1\r\nX-Marker: " + marker + "\r\n");
			String answer = exchange(port, bytes, mutations.nextInt(bytes.length() + 1));
			answers += check(answer, marker, bytes);
			if (i % 100 == 0) {
				assertThat(exchange(port, "GET /check HTTP/1.1\r\nHost: a\r\nX-Marker: c" + i + "\r\n\r\n", 3))
					.startsWith("HTTP/1.1 200 OK\r\n")
					.contains("\r\n\r\nc" + i);
			}
		}
		assertThat(answers).isGreaterThan(INPUTS / 3);
		assertThat(this.malformed).isEmpty();
		assertThat(this.log.list).filteredOn((event) -> event.getLevel().isGreaterOrEqual(Level.WARN)).isEmpty();
	}

	private static Logger root() {
		return (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
	}

	/**
	 * An instance that answers with the marker of the request, or with nothing.
	 */
	private int instance() throws IOException {
		return this.fixture.closing(new RawInstance((connection) -> {
			ReferenceParser parser = new ReferenceParser(connection.socket().getInputStream());
			try {
				for (Message request = parser.request(); request != null; request = parser.request()) {
					String body = request.fields()
						.stream()
						.filter((field) -> field.startsWith("x-marker: "))
						.map((field) -> field.substring(10))
						.findFirst()
						.orElse("");
					boolean toHead = request.line().startsWith("HEAD ");
					connection.send(
							"HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n" + (toHead ? "" : body));
				}
			}
			catch (EOFException | SocketException ex) {
				// the gateway has broken off what it refused in the middle
			}
			catch (IOException ex) {
				this.malformed.add(ex.toString());
			}
		})).port();
	}

	private static String exchange(int port, String bytes, int split) throws IOException {
		try (RawClient client = new RawClient(port)) {
			try {
				client.send(bytes.substring(0, split));
				client.send(bytes.substring(split));
				client.socket().shutdownOutput();
				return new String(client.in().readAllBytes(), StandardCharsets.ISO_8859_1);
			}
			catch (SocketException ex) {
				return "";
			}
		}
	}

	/**
	 * Check what a client was answered.
	 */
	private static int check(String answer, String marker, String sent) throws IOException {
		ReferenceParser parser = new ReferenceParser(
				new ByteArrayInputStream(answer.getBytes(StandardCharsets.ISO_8859_1)));
		int answers = 0;
		try {
			// the body of an answer to HEAD is empty here: its marker would come as
			// garbage
			for (Message response = parser.response(sent.contains("HEAD")); response != null; response = parser
				.response(sent.contains("HEAD"))) {
				answers++;
				assertThat(Integer.parseInt(response.line().substring(9, 12))).as(sent)
					.isIn(200, 204, 400, 404, 405, 414, 431, 501, 505);
			}
		}
		catch (IOException ex) {
			assertThat(sent).contains("HEAD");
		}
		assertThat(answer.replaceAll(marker, "")).as(sent).doesNotContainPattern("m[0-9]{2,}m");
		return answers;
	}

}
