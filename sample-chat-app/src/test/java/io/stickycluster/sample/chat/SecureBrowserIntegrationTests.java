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
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the cluster promises to a browser that comes by HTTP/2, which opens its WebSockets
 * in streams of that connection (RFC 8441).
 */
class SecureBrowserIntegrationTests {

	private static final String PASSWORD = "changeit";

	@TempDir
	private static Path directory;

	private static SampleApplication application;

	@BeforeAll
	static void start() throws Exception {
		Path certificate = certificate();
		int managementPort;
		try (ServerSocket free = new ServerSocket(0)) {
			managementPort = free.getLocalPort();
		}
		application = SampleApplication.start(managementPort, "--management.server.ssl.enabled=false",
				"--server.http2.enabled=true", "--server.ssl.key-store=" + certificate,
				"--server.ssl.key-store-password=" + PASSWORD);
	}

	@AfterAll
	static void stop() {
		if (application != null) {
			application.close();
		}
	}

	@Test
	void twoTabsChatByStreamsOfTheirConnections() {
		NodeScript.BrowserReport seen = NodeScript.browser("https://127.0.0.1:" + application.port(),
				Path.of("target", "screenshots", "http2"));
		assertThat(seen.problems()).isEmpty();
		assertThat(seen.protocols()).containsOnly("h2");
		assertThat(seen.handshakes()).as("status of each WebSocket").hasSizeGreaterThanOrEqualTo(4).containsOnly(200);
		assertThat(seen.socketIo()).extracting(NodeScript.Tab::messages).containsExactly(2, 2);
		assertThat(seen.stomp()).extracting(NodeScript.Tab::messages).containsExactly(2, 2);
		List<String> instances = seen.socketIo().stream().map(NodeScript.Tab::instance).distinct().toList();
		assertThat(instances).as("instances of one address").hasSize(1);
		assertThat(seen.stomp()).extracting(NodeScript.Tab::instance).containsOnly(instances.get(0));
	}

	private static Path certificate() throws IOException, InterruptedException {
		Path store = directory.resolve("server.p12");
		Path output = directory.resolve("keytool.log");
		Process keytool = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
				"-genkeypair", "-keyalg", "RSA", "-dname", "CN=localhost", "-ext", "SAN=DNS:localhost,IP:127.0.0.1",
				"-storetype", "PKCS12", "-keystore", store.toString(), "-storepass", PASSWORD)
			.redirectErrorStream(true)
			.redirectOutput(output.toFile())
			.start();
		assertThat(keytool.waitFor(1, TimeUnit.MINUTES)).isTrue();
		assertThat(keytool.exitValue()).as(Files.readString(output)).isZero();
		return store;
	}

}
