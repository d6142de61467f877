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

import java.net.InetAddress;
import java.net.InetSocketAddress;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.diagnostics.FailureAnalysis;

import io.stickycluster.app.ServletApplication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

/**
 * Tests for {@link SocketActivation}.
 */
class SocketActivationTests {

	private static final InetSocketAddress LISTENING = new InetSocketAddress("127.0.0.1", 8080);

	@Test
	void settingsThatSayTheSameAreAccepted() throws Exception {
		assertThatNoException().isThrownBy(() -> {
			SocketActivation.requireAgreement(8080, null, LISTENING);
			SocketActivation.requireAgreement(0, null, LISTENING);
			SocketActivation.requireAgreement(8080, InetAddress.getByName("127.0.0.1"), LISTENING);
		});
	}

	@Test
	void anyAddressIsThatOfEitherFamily() throws Exception {
		InetSocketAddress any = new InetSocketAddress(InetAddress.getByName("::"), 8080);
		assertThatNoException()
			.isThrownBy(() -> SocketActivation.requireAgreement(8080, InetAddress.getByName("0.0.0.0"), any));
	}

	@Test
	void otherPortIsNamedWithBothOfThem() {
		assertThatExceptionOfType(InvalidClusterPropertyException.class)
			.isThrownBy(() -> SocketActivation.requireAgreement(9090, null, LISTENING))
			.withMessageContaining("'server.port'")
			.withMessageContaining("'9090'")
			.withMessageContaining("port 8080");
	}

	@Test
	void otherAddressIsNamed() throws Exception {
		InetSocketAddress any = new InetSocketAddress(InetAddress.getByName("0.0.0.0"), 8080);
		InetAddress loopback = InetAddress.getByName("127.0.0.1");
		assertThatExceptionOfType(InvalidClusterPropertyException.class)
			.isThrownBy(() -> SocketActivation.requireAgreement(8080, loopback, any))
			.withMessageContaining("'server.address'")
			.withMessageContaining("0.0.0.0");
	}

	@Test
	@EnabledOnOs(OS.LINUX)
	void clusterDoesNotStartOnWhatIsNoListener() {
		assertThatException()
			.isThrownBy(() -> SpringApplication.run(ServletApplication.class, "--sticky.cluster.instances=1",
					"--sticky.cluster.base-port=0", "--server.port=0", "--LISTEN_PID=" + ProcessHandle.current().pid(),
					"--LISTEN_FDS=1000", "--LISTEN_FDNAMES=http"))
			.satisfies((ex) -> {
				FailureAnalysis analysis = new InvalidClusterPropertyFailureAnalyzer().analyze(ex);
				assertThat(analysis).isNotNull();
				assertThat(analysis.getDescription()).contains("'LISTEN_FDS'", "'1000'", "no listening TCP socket");
				assertThat(analysis.getAction()).contains("ListenStream=");
			});
	}

}
