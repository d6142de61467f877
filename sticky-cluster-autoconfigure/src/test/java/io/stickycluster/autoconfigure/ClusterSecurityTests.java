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

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.web.SecurityFilterChain;

import io.stickycluster.app.ServletApplication;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of a cluster with Spring Security on the class path.
 */
class ClusterSecurityTests {

	private final HttpClient client = HttpClient.newHttpClient();

	private ConfigurableApplicationContext context;

	@BeforeEach
	void start() {
		SpringApplication application = new SpringApplication(ServletApplication.class, OwnSecurity.class);
		this.context = application.run("--server.port=0", "--sticky.cluster.base-port=0",
				"--sticky.cluster.instances=1", "--spring.security.user.name=ops",
				"--spring.security.user.password=secret");
	}

	@AfterEach
	void close() {
		this.context.close();
	}

	@Test
	void managementWantsALogin() throws Exception {
		assertThat(get("/actuator/cluster", null).statusCode()).isEqualTo(401);
		assertThat(get("/actuator/cluster", "ops:wrong").statusCode()).isEqualTo(401);
		assertThat(get("/actuator/cluster", "ops:secret").statusCode()).isEqualTo(200);
	}

	@Test
	void healthIsOpen() throws Exception {
		assertThat(get("/actuator/health", null).statusCode()).isEqualTo(200);
		assertThat(get("/actuator/health/readiness", null).statusCode()).isEqualTo(200);
	}

	@Test
	void writesByALoggedInOperatorAreAllowed() throws Exception {
		assertThat(post("/actuator/cluster/0", "{\"action\":\"drain\"}", null).statusCode()).isEqualTo(401);
		assertThat(post("/actuator/cluster/0", "{\"action\":\"drain\"}", "ops:secret").statusCode()).isIn(200, 202);
	}

	@Test
	void proxiedRequestsMeetTheApplicationsOwnSecurityOnly() throws Exception {
		HttpResponse<String> open = get("/who", null);
		assertThat(open.statusCode()).isEqualTo(200);
		assertThat(open.headers().firstValue("X-Sticky-Instance")).hasValue("0");
		HttpResponse<String> closed = get("/private", null);
		assertThat(closed.statusCode()).isEqualTo(401);
		assertThat(closed.headers().firstValue("WWW-Authenticate").orElse("")).contains("the application");
	}

	private HttpResponse<String> get(String path, String credentials) throws Exception {
		return send(HttpRequest.newBuilder(uri(path)), credentials);
	}

	private HttpResponse<String> post(String path, String body, String credentials) throws Exception {
		return send(HttpRequest.newBuilder(uri(path))
			.header("Content-Type", "application/json")
			.POST(HttpRequest.BodyPublishers.ofString(body)), credentials);
	}

	private HttpResponse<String> send(HttpRequest.Builder request, String credentials) throws Exception {
		if (credentials != null) {
			request.header("Authorization",
					"Basic " + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8)));
		}
		return this.client.send(request.build(), HttpResponse.BodyHandlers.ofString());
	}

	private URI uri(String path) {
		return URI.create("http://127.0.0.1:" + this.context.getEnvironment().getProperty("local.server.port") + path);
	}

	@Configuration(proxyBeanMethods = false)
	static class OwnSecurity {

		@Bean
		SecurityFilterChain ownChain(HttpSecurity http) {
			return http
				.authorizeHttpRequests(
						(requests) -> requests.requestMatchers("/who").permitAll().anyRequest().authenticated())
				.httpBasic((basic) -> basic.realmName("the application"))
				.csrf(Customizer.withDefaults())
				.build();
		}

	}

}
