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

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

import io.stickycluster.app.JettyApplication;
import io.stickycluster.app.LoopbackClient;
import io.stickycluster.app.LoopbackClient.Response;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of a cluster whose instances run on Jetty.
 */
class ClusterJettyTests {

	@ParameterizedTest
	@ValueSource(strings = { "native", "framework" })
	void clientsAddressReachesJetty(String strategy) {
		try (ConfigurableApplicationContext context = SpringApplication.run(JettyApplication.class, "--server.port=0",
				"--sticky.cluster.base-port=0", "--sticky.cluster.instances=2",
				"--server.forward-headers-strategy=" + strategy,
				"--spring.autoconfigure.exclude=org.springframework.boot.security.autoconfigure.web.servlet.ServletWebSecurityAutoConfiguration,"
						+ "org.springframework.boot.security.autoconfigure.actuate.web.servlet.ManagementWebSecurityAutoConfiguration")) {
			int port = context.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
			Response response = new LoopbackClient("127.0.0.9", port).get("/who");
			assertThat(response.status()).isEqualTo(200);
			assertThat(response.body()).contains("jetty", "\"remoteAddress\":\"127.0.0.9\"", "\"scheme\":\"http\"");
			assertThat(response.headers().get("X-Sticky-Instance")).isIn("0", "1");
		}
	}

}
