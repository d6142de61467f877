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

package io.stickycluster.app;

import java.io.IOException;
import java.io.OutputStream;

import jakarta.servlet.http.HttpServletRequest;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.Environment;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

import io.stickycluster.worker.ClusterInstance;

/**
 * Servlet application on Tomcat as a user would write it.
 */
@SpringBootConfiguration
@EnableAutoConfiguration(excludeName = {
		"org.springframework.boot.jetty.autoconfigure.actuate.web.server.JettyServletManagementContextAutoConfiguration",
		"org.springframework.boot.jetty.autoconfigure.servlet.JettyServletWebServerAutoConfiguration" })
@Import({ ContextController.class, ServletApplication.WhoController.class, ServletApplication.EchoController.class })
public class ServletApplication {

	public static void main(String[] args) {
		SpringApplication.run(ServletApplication.class, args);
	}

	@Bean
	InstanceRegistry instanceRegistry() {
		return new InstanceRegistry();
	}

	@RestController
	static class WhoController {

		private final ClusterInstance instance;

		private final Environment environment;

		WhoController(ClusterInstance instance, Environment environment) {
			this.instance = instance;
			this.environment = environment;
		}

		@GetMapping("/who")
		Who who(HttpServletRequest request) {
			return new Who(request.getServletContext().getServerInfo(), this.instance.getIndex(),
					this.instance.getGeneration(), this.instance.getPort(),
					this.environment.getProperty("NODE_APP_INSTANCE"), request.getRemoteAddr(), request.getScheme(),
					request.getServerName(), request.getServerPort(), request.getContextPath());
		}

	}

	@RestController
	static class EchoController {

		@GetMapping("/text")
		String text() {
			return "0123456789".repeat(1000);
		}

		@PostMapping("/length")
		long length(HttpServletRequest request) throws IOException {
			return request.getInputStream().transferTo(OutputStream.nullOutputStream());
		}

		@GetMapping("/form")
		int form(@RequestParam MultiValueMap<String, String> parameters) {
			return parameters.size();
		}

	}

	/**
	 * Who answers, and what it sees of the client.
	 */
	public record Who(String server, int index, int generation, int port, String nodeAppInstance, String remoteAddress,
			String scheme, String host, int hostPort, String contextPath) {

	}

}
