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

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

import io.stickycluster.app.AssignedController;
import io.stickycluster.app.JettyApplication;
import io.stickycluster.app.LoopbackClient;
import io.stickycluster.app.LoopbackClient.Response;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

/**
 * Tests of a cluster whose instances run on Jetty.
 */
@NullUnmarked
class ClusterJettyTests {

	private static final String WITHOUT_SECURITY = "--spring.autoconfigure.exclude=org.springframework.boot.security.autoconfigure.web.servlet.ServletWebSecurityAutoConfiguration,"
			+ "org.springframework.boot.security.autoconfigure.actuate.web.servlet.ManagementWebSecurityAutoConfiguration";

	private static final Pattern PAGE = Pattern
		.compile("data-url=\"http://localhost:(?<port>\\d+)\" data-token=\"(?<token>[\\w-]+)\"");

	@ParameterizedTest
	@ValueSource(strings = { "native", "framework" })
	void clientsAddressReachesJetty(String strategy) {
		try (ConfigurableApplicationContext context = SpringApplication.run(JettyApplication.class, "--server.port=0",
				"--sticky.cluster.base-port=0", "--sticky.cluster.instances=2",
				"--server.forward-headers-strategy=" + strategy, WITHOUT_SECURITY)) {
			int port = context.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
			Response response = new LoopbackClient("127.0.0.9", port).get("/who");
			assertThat(response.status()).isEqualTo(200);
			assertThat(response.body()).contains("jetty", "\"remoteAddress\":\"127.0.0.9\"", "\"scheme\":\"http\"");
			assertThat(response.headers().get("X-Sticky-Instance")).isIn("0", "1");
		}
	}

	/**
	 * And a page that Thymeleaf renders tells them where.
	 * @throws Exception when this machine's addresses cannot be read
	 */
	@Test
	void clientsThatConnectToJettyDirectlyAreNotBelievedWhoTheySayTheyAre() throws Exception {
		try (ConfigurableApplicationContext context = SpringApplication.run(JettyApplication.class, "--server.port=0",
				"--sticky.cluster.base-port=0", "--sticky.cluster.instances=2", "--sticky.cluster.routing.mode=assign",
				"--sticky.cluster.instance-address=0.0.0.0", "--sticky.cluster.assign.advertised-host=localhost",
				"--spring.main.sources=" + AssignedController.class.getName(), WITHOUT_SECURITY)) {
			int port = context.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
			Response page = new LoopbackClient("127.0.0.9", port).get("/page");
			Matcher rendered = PAGE.matcher(page.body());
			assertThat(rendered.find()).as(page.body()).isTrue();
			int direct = Integer.parseInt(rendered.group("port"));
			Map<String, String> forged = Map.of("X-Forwarded-For", "198.51.100.7", "X-Forwarded-Proto", "https");
			LoopbackClient sameMachine = new LoopbackClient("127.0.0.9", direct);
			assertThat(sameMachine.get("/valid?token=" + rendered.group("token")).body()).isEqualTo("true");
			assertThat(sameMachine.get("http", "/who", forged).body()).contains("jetty",
					"\"remoteAddress\":\"198.51.100.7\"", "\"scheme\":\"https\"");
			String address = addressOfThisMachine();
			assumeThat(address).as("an address that is not loopback").isNotNull();
			assertThat(new LoopbackClient(address, direct).get("http", "/who", forged).body()).contains("jetty",
					"\"remoteAddress\":\"" + address + "\"", "\"scheme\":\"http\"");
		}
	}

	private static String addressOfThisMachine() throws SocketException {
		return NetworkInterface.networkInterfaces()
			.flatMap(NetworkInterface::inetAddresses)
			.filter((address) -> address instanceof Inet4Address && !address.isLoopbackAddress())
			.map(InetAddress::getHostAddress)
			.findFirst()
			.orElse(null);
	}

}
