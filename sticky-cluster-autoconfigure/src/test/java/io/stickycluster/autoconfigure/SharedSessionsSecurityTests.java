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

import java.io.IOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.CsrfConfigurer;
import org.springframework.security.web.SecurityFilterChain;

import io.stickycluster.app.ServletApplication;
import io.stickycluster.autoconfigure.ClusterProperties.Isolation;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Test of a login with Spring Security that outlives its instance.
 */
class SharedSessionsSecurityTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(60);

	private final HttpClient client = HttpClient.newBuilder().cookieHandler(new CookieManager()).build();

	@Test
	void loginOutlivesItsInstance() throws Exception {
		try (RunningCluster cluster = RunningCluster.of(Isolation.CONTEXT, ServletApplication.class, FormLogin.class,
				"--sticky.cluster.instances=2", "--sticky.cluster.sessions.store=supervisor",
				"--sticky.cluster.restart-delay=10ms", "--spring.security.user.name=ada",
				"--spring.security.user.password=secret")) {
			cluster.awaitReady(2);
			assertThat(who(cluster).uri().getPath()).isEqualTo("/login");
			assertThat(logIn(cluster).uri().getPath()).isEqualTo("/who");
			HttpResponse<String> before = who(cluster);
			assertThat(before.uri().getPath()).isEqualTo("/who");
			int index = Integer.parseInt(before.headers().firstValue("X-Sticky-Instance").orElseThrow());
			cluster.closeContext(index);
			Awaitility.await().atMost(TIMEOUT).until(() -> cluster.instance(index).generation() == 2);
			cluster.awaitReady(2);
			Awaitility.await().atMost(TIMEOUT).until(() -> who(cluster).statusCode() == 200);
			assertThat(who(cluster).uri().getPath()).isEqualTo("/who");
		}
	}

	private HttpResponse<String> who(RunningCluster cluster) throws IOException, InterruptedException {
		return send(HttpRequest.newBuilder(uri(cluster, "/who")));
	}

	private HttpResponse<String> logIn(RunningCluster cluster) throws IOException, InterruptedException {
		return send(HttpRequest.newBuilder(uri(cluster, "/login"))
			.header("Content-Type", "application/x-www-form-urlencoded")
			.POST(HttpRequest.BodyPublishers.ofString("username=ada&password=secret")));
	}

	private HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
		HttpResponse<String> response = this.client.send(request.build(), HttpResponse.BodyHandlers.ofString());
		while (response.statusCode() == 302) {
			URI location = response.uri().resolve(response.headers().firstValue("Location").orElseThrow());
			response = this.client.send(HttpRequest.newBuilder(location).build(), HttpResponse.BodyHandlers.ofString());
		}
		return response;
	}

	private static URI uri(RunningCluster cluster, String path) {
		return URI.create("http://127.0.0.1:" + cluster.port() + path);
	}

	@Configuration(proxyBeanMethods = false)
	static class FormLogin {

		@Bean
		SecurityFilterChain formLogin(HttpSecurity http) {
			return http
				.authorizeHttpRequests(
						(requests) -> requests.requestMatchers("/context/**").permitAll().anyRequest().authenticated())
				.formLogin(Customizer.withDefaults())
				.csrf(CsrfConfigurer::disable)
				.build();
		}

	}

}
