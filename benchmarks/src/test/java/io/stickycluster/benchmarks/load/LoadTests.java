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

package io.stickycluster.benchmarks.load;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

/**
 * Tests for {@link Load}.
 */
class LoadTests {

	private static final Workload WORKLOAD = new Workload("GET", "/answer", 0, 5);

	private final Set<InetSocketAddress> connections = ConcurrentHashMap.newKeySet();

	private final AtomicInteger requests = new AtomicInteger();

	private final ExecutorService executor = Executors.newCachedThreadPool();

	private volatile int status = 200;

	private volatile CountDownLatch delay = new CountDownLatch(0);

	private HttpServer server;

	private final Load load = Load.keepAlive(5, Duration.ofSeconds(1), WORKLOAD);

	@BeforeEach
	void start() throws IOException {
		this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		this.server.createContext("/answer", this::answer);
		this.server.setExecutor(this.executor);
		this.server.start();
	}

	@AfterEach
	void stop() {
		this.delay.countDown();
		this.server.stop(0);
		this.executor.shutdownNow();
	}

	@Test
	void runGivesEachClientAConnectionAndAnAddress() throws Exception {
		LatencyHistogram latencies = this.load.run(target());
		assertThat(this.connections).hasSize(5)
			.extracting((connection) -> connection.getAddress().getHostAddress())
			.containsExactlyInAnyOrder("127.1.0.1", "127.1.1.1", "127.1.2.1", "127.1.3.1", "127.1.4.1");
		assertThat(latencies.count()).isBetween(1L, (long) this.requests.get());
		assertThat(latencies.percentile(0)).isPositive();
	}

	@Test
	void runAtFixedRateSendsAsManyRequestsAsAreDue() throws Exception {
		LatencyHistogram latencies = Load.paced(5, Duration.ofSeconds(1), WORKLOAD, 100).run(target());
		assertThat(latencies.count()).isLessThanOrEqualTo(100);
		assertThat(this.requests).hasValueBetween(1, 100);
	}

	@Test
	void runAtFixedRateCountsTheTimeThatRequestsWait() throws Exception {
		this.delay = new CountDownLatch(1);
		LatencyHistogram latencies = Load.paced(1, Duration.ofSeconds(1), WORKLOAD, 100).run(target());
		assertThat(this.requests).hasValue(1);
		assertThat(latencies.count()).isGreaterThan(1);
		assertThat(latencies.percentile(1)).isGreaterThan(latencies.percentile(0.2));
	}

	@Test
	void runWithNewConnectionsOpensOneForEachRequest() throws Exception {
		LatencyHistogram latencies = Load.newConnections(2, Duration.ofSeconds(1), WORKLOAD).run(target());
		assertThat(latencies.count()).isPositive();
		assertThat(this.connections).hasSize(this.requests.get());
	}

	@Test
	void runSendsBodyThatIsNotTakenAtOnce() throws Exception {
		Workload upload = new Workload("POST", "/answer", 16 * 1024 * 1024, 5);
		assertThat(Load.keepAlive(1, Duration.ofSeconds(5), upload).run(target()).count()).isPositive();
	}

	@Test
	void runWhenAnswerIsAnErrorFails() {
		this.status = 500;
		assertThatIOException().isThrownBy(() -> this.load.run(target()))
			.havingRootCause()
			.withMessageContaining("HTTP/1.1 500");
	}

	@Test
	void runWhenNobodyListensFails() {
		Target target = target();
		this.server.stop(0);
		assertThatIOException().isThrownBy(() -> this.load.run(target));
	}

	private Target target() {
		return Target.of("test", List.of(this.server.getAddress().getPort()));
	}

	private void answer(HttpExchange exchange) throws IOException {
		this.connections.add(exchange.getRemoteAddress());
		this.requests.incrementAndGet();
		exchange.getRequestBody().readAllBytes();
		await();
		exchange.sendResponseHeaders(this.status, 5);
		exchange.getResponseBody().write("aaaaa".getBytes());
		exchange.close();
	}

	private void await() {
		try {
			this.delay.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
