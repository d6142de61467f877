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

import java.nio.file.Path;
import java.time.Duration;

import org.awaitility.Awaitility;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.stickycluster.app.ServletApplication;
import io.stickycluster.app.TestCertificate;
import io.stickycluster.app.TlsClient;
import io.stickycluster.instance.Instance;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of a cluster with TLS whose certificate is renewed as its operator would do it.
 */
@NullUnmarked
class ClusterTlsTests {

	@TempDir
	private Path directory;

	private RunningCluster cluster;

	@AfterEach
	void close() {
		if (this.cluster != null) {
			this.cluster.close();
		}
		RunningCluster.assertNothingIsLeft();
	}

	@ParameterizedTest
	@ValueSource(strings = { "jdk", "openssl" })
	void renewedCertificateNeedsNoRestart(String provider) throws Exception {
		TestCertificate first = TestCertificate.create(this.directory, "first");
		TestCertificate second = TestCertificate.create(this.directory, "second");
		Path certificate = this.directory.resolve("server.crt");
		Path key = this.directory.resolve("server.key");
		first.writePem(certificate, key);
		this.cluster = RunningCluster.of(ServletApplication.class, "--sticky.cluster.instances=1",
				"--sticky.cluster.gateway.tls-provider=" + provider, "--server.ssl.bundle=web",
				"--spring.ssl.bundle.pem.web.keystore.certificate=file:" + certificate,
				"--spring.ssl.bundle.pem.web.keystore.private-key=file:" + key,
				// Between the two files the key is that of another certificate
				"--spring.ssl.bundle.pem.web.keystore.verify-keys=true",
				"--spring.ssl.bundle.pem.web.reload-on-update=true",
				"--spring.ssl.bundle.watch.file.quiet-period=200ms");
		this.cluster.awaitReady(1);
		Instance before = this.cluster.instance(0);
		try (TlsClient.Connection old = connect()) {
			String server = old.get("/context/property?name=PID");
			assertThat(old.certificate()).isEqualTo(first.certificate());
			second.writePem(certificate, key);
			Awaitility.await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
				try (TlsClient.Connection renewed = connect()) {
					assertThat(renewed.get("/context/property?name=server.port")).isNotBlank();
					assertThat(renewed.certificate()).isEqualTo(second.certificate());
				}
			});
			assertThat(old.get("/context/property?name=PID")).isEqualTo(server);
			assertThat(old.certificate()).isEqualTo(first.certificate());
		}
		Instance after = this.cluster.instance(0);
		assertThat(after.generation()).isEqualTo(before.generation());
		assertThat(after.address()).isEqualTo(before.address());
		assertThat(after.pid()).isEqualTo(before.pid());
	}

	private TlsClient.Connection connect() throws Exception {
		return new TlsClient(this.cluster.port(), "TLSv1.3", null).connect(null);
	}

}
