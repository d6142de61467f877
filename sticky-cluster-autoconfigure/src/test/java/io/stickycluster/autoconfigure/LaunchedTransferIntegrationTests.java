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

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.stickycluster.app.ApplicationProcess;
import io.stickycluster.app.StreamingApplication;
import io.stickycluster.app.TestJvm;
import io.stickycluster.app.TransferContent;
import io.stickycluster.app.TransferContent.Digest;
import io.stickycluster.autoconfigure.ClusterProperties.Isolation;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that bodies far larger than the memory of gateway and instances together pass
 * through them.
 */
@ParameterizedClass
@EachIsolation
class LaunchedTransferIntegrationTests {

	private static final long GIGABYTE = 1024L * 1024 * 1024;

	private static final int MEGABYTE = 1024 * 1024;

	private static final int TIMEOUT_MILLIS = 60_000;

	private static ApplicationProcess application;

	private static int port;

	@Parameter
	Isolation isolation;

	@BeforeParameterizedClassInvocation
	static void start(Isolation isolation) {
		application = ApplicationProcess.ofMain(StreamingApplication.class,
				List.of("-Xmx128m", "-XX:+ExitOnOutOfMemoryError"),
				RunningCluster.arguments(isolation, "--sticky.cluster.instances=2", "--sticky.cluster.min-ready=2",
						TestJvm.ofInstances("-Xmx128m")));
		port = application.awaitGatewayPort();
	}

	@AfterParameterizedClassInvocation
	static void stop() {
		application.close();
	}

	@AfterEach
	void memoryWasEnough() {
		assertThat(application.output()).doesNotContain("OutOfMemoryError", "OutOfDirectMemoryError", "Exception");
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void uploadOfOneGigabytePasses(boolean chunked) throws Exception {
		long size = chunked ? GIGABYTE / 8 : GIGABYTE;
		HttpURLConnection connection = connection("/sink");
		connection.setRequestMethod("POST");
		connection.setDoOutput(true);
		if (chunked) {
			connection.setChunkedStreamingMode(10_000);
		}
		else {
			connection.setFixedLengthStreamingMode(size);
		}
		Digest sent;
		try (OutputStream body = connection.getOutputStream()) {
			sent = TransferContent.write(size, body, (written) -> {
			});
		}
		assertThat(text(connection)).isEqualTo("{\"bytes\":" + size + ",\"sum\":" + sent.sum() + "}");
	}

	@Test
	void downloadOfOneGigabytePasses() throws Exception {
		try (InputStream body = connection("/source?bytes=" + GIGABYTE).getInputStream()) {
			assertThat(TransferContent.read(body)).isEqualTo(TransferContent.digest(GIGABYTE));
		}
	}

	@Test
	void slowReaderSlowsItsInstanceDown() throws Exception {
		long size = GIGABYTE / 8;
		try (InputStream body = connection("/source?bytes=" + size).getInputStream()) {
			byte[] beginning = body.readNBytes(MEGABYTE);
			assertThat(awaitStandstill()).isLessThan(size / 4);
			// Somebody else of the same client is served meanwhile
			try (InputStream other = connection("/source?bytes=" + size).getInputStream()) {
				assertThat(TransferContent.read(other)).isEqualTo(TransferContent.digest(size));
			}
			InputStream whole = new SequenceInputStream(new ByteArrayInputStream(beginning), body);
			assertThat(TransferContent.read(whole)).isEqualTo(TransferContent.digest(size));
		}
	}

	private long awaitStandstill() {
		long[] last = { -1 };
		Awaitility.await().pollInterval(Duration.ofMillis(500)).atMost(Duration.ofMinutes(1)).until(() -> {
			long written = Long.parseLong(text(connection("/written")));
			boolean stands = written == last[0];
			last[0] = written;
			return stands;
		});
		return last[0];
	}

	private static HttpURLConnection connection(String path) throws IOException {
		HttpURLConnection connection = (HttpURLConnection) URI.create("http://127.0.0.1:" + port + path)
			.toURL()
			.openConnection();
		connection.setConnectTimeout(TIMEOUT_MILLIS);
		connection.setReadTimeout(TIMEOUT_MILLIS);
		return connection;
	}

	private static String text(HttpURLConnection connection) throws IOException {
		try (InputStream body = connection.getInputStream()) {
			return new String(body.readAllBytes(), StandardCharsets.UTF_8);
		}
	}

}
