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

package io.stickycluster.gateway;

import java.io.File;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.awaitility.Awaitility;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Mono;

import io.stickycluster.app.FreePorts;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Compares where the neighbours in one network go with what nginx does, where that is
 * installed or was unpacked for the benchmarks.
 */
@NullUnmarked
class NginxComparisonTests {

	private static final int NEIGHBOURS = 254;

	private static final String CONFIGURATION = """
			daemon off;
			master_process off;
			pid %1$s/nginx.pid;
			error_log stderr;
			events { worker_connections 1000; }
			http {
				access_log off;
				client_body_temp_path %1$s/body;
				proxy_temp_path %1$s/proxy;
				fastcgi_temp_path %1$s/fastcgi;
				uwsgi_temp_path %1$s/uwsgi;
				scgi_temp_path %1$s/scgi;
				upstream instances {
					ip_hash;
					server unix:%1$s/0; server unix:%1$s/1; server unix:%1$s/2; server unix:%1$s/3;
				}
				server { listen unix:%1$s/0; return 200 "0"; }
				server { listen unix:%1$s/1; return 200 "1"; }
				server { listen unix:%1$s/2; return 200 "2"; }
				server { listen unix:%1$s/3; return 200 "3"; }
				server { listen 127.0.0.1:%2$d; location / { proxy_pass http://instances; } }
			}
			""";

	@TempDir
	private Path directory;

	@Test
	void neighboursThatNginxPutsOnOneServerAreSpread() throws Exception {
		Path nginx = nginx();
		try (GatewayFixture fixture = new GatewayFixture()) {
			int[] ports = new int[4];
			for (int i = 0; i < ports.length; i++) {
				String index = String.valueOf(i);
				ports[i] = fixture.instance(
						(routes) -> routes.get("/", (request, response) -> response.sendString(Mono.just(index))));
			}
			fixture.cluster(ports);
			assertThat(neighbours(fixture.start())).hasSize(4)
				.allSatisfy((instance, clients) -> assertThat(clients).isBetween(40, 90));
		}
		assertThat(neighboursOf(nginx)).hasSize(1);
	}

	private Map<String, Integer> neighboursOf(Path nginx) throws IOException, InterruptedException {
		int port = FreePorts.find(1);
		Path configuration = Files.writeString(this.directory.resolve("nginx.conf"),
				CONFIGURATION.formatted(this.directory, port));
		Process process = new ProcessBuilder(nginx.toString(), "-e", "stderr", "-c", configuration.toString())
			.redirectErrorStream(true)
			.redirectOutput(this.directory.resolve("nginx.log").toFile())
			.start();
		try {
			Awaitility.await().ignoreException(IOException.class).until(() -> {
				new Socket("127.0.0.1", port).close();
				return true;
			});
			return neighbours(port);
		}
		finally {
			process.destroy();
			process.waitFor(10, TimeUnit.SECONDS);
			process.destroyForcibly();
		}
	}

	/**
	 * Ask once from each address of a network.
	 */
	private static Map<String, Integer> neighbours(int port) throws IOException {
		Map<String, Integer> clients = new HashMap<>();
		for (int host = 1; host <= NEIGHBOURS; host++) {
			try (RawClient client = new RawClient(port, "127.0.113." + host)) {
				clients.merge(client.get("/").read().body(), 1, Integer::sum);
			}
		}
		return clients;
	}

	private static Path nginx() {
		return Stream
			.concat(Stream.of(System.getenv("PATH").split(File.pathSeparator)),
					Stream.of("/usr/sbin", "target/nginx/usr/sbin"))
			.map((path) -> Path.of(path, "nginx").toAbsolutePath())
			.filter(Files::isExecutable)
			.findFirst()
			.orElseThrow(() -> new IllegalStateException("nginx is missing: './check' provides it"));
	}

}
