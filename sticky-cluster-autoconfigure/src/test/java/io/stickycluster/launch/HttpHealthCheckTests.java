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

package io.stickycluster.launch;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.TimeUnit;

import com.sun.net.httpserver.HttpServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests of {@link HttpHealthCheck}.
 */
class HttpHealthCheckTests {

	@ParameterizedTest
	@CsvSource(nullValues = "-", value = { "200, -", "204, -", "302, -", "401, -", "404, -",
			"500, GET /health answered 500", "503, GET /health answered 503" })
	void serverErrorsAreBad(int status, String problem) throws Exception {
		HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		server.createContext("/health", (exchange) -> {
			exchange.sendResponseHeaders(status, -1);
			exchange.close();
		});
		server.start();
		try (HttpHealthCheck check = new HttpHealthCheck("/health")) {
			Health health = check.check(server.getAddress()).toCompletableFuture().get(20, TimeUnit.SECONDS);
			assertThat(health.problem()).isEqualTo(problem);
			assertThat(health.isGood()).isEqualTo(problem == null);
		}
		finally {
			server.stop(0);
		}
	}

	@Test
	void noAnswerIsBad() throws Exception {
		try (HttpHealthCheck check = new HttpHealthCheck("/health")) {
			Health health = check.check(closedPort()).toCompletableFuture().get(20, TimeUnit.SECONDS);
			assertThat(health.problem()).isEqualTo("no answer to GET /health");
		}
	}

	@Test
	void silenceIsBadAfterAWhile() throws Exception {
		try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
				HttpHealthCheck check = new HttpHealthCheck("/health")) {
			Health health = check.check(new InetSocketAddress(silent.getInetAddress(), silent.getLocalPort()))
				.toCompletableFuture()
				.get(20, TimeUnit.SECONDS);
			assertThat(health.isGood()).isFalse();
		}
	}

	@Test
	void closedCheckSaysThatItCannotAsk() throws Exception {
		HttpHealthCheck check = new HttpHealthCheck("/health");
		check.close();
		assertThat(check.check(closedPort()).toCompletableFuture().get(20, TimeUnit.SECONDS).isGood()).isFalse();
	}

	@Test
	void pathMustBeAPath() {
		assertThatIllegalArgumentException().isThrownBy(() -> new HttpHealthCheck("health"));
	}

	private static InetSocketAddress closedPort() throws IOException {
		try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			return new InetSocketAddress(closed.getInetAddress(), closed.getLocalPort());
		}
	}

}
