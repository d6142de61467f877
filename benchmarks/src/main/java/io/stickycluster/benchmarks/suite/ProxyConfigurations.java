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

package io.stickycluster.benchmarks.suite;

import java.nio.file.Path;
import java.util.function.IntFunction;
import java.util.stream.Collectors;

/**
 * The best configurations that we know of, with what the gateway does too: affinity by
 * the client's address, connections to the instances that are kept, forwarding headers.
 */
final class ProxyConfigurations {

	private ProxyConfigurations() {
	}

	static String nginx(Ports ports, Path home) {
		return nginx(ports, home, ports.nginx(), (port) -> "127.0.0.1:" + port);
	}

	static String nginxUnix(Ports ports, Path home, Path sockets) {
		return nginx(ports, home, ports.nginxUnix(), (port) -> "unix:" + sockets.resolve(Integer.toString(port)));
	}

	private static String nginx(Ports ports, Path home, int listening, IntFunction<String> server) {
		String servers = ports.ofInstances()
			.stream()
			.map((port) -> "    server %s;".formatted(server.apply(port)))
			.collect(Collectors.joining("\n"));
		return """
				daemon off;
				worker_processes auto;
				pid {home}/nginx.pid;
				events {
				  worker_connections {files};
				}
				http {
				  access_log off;
				  client_body_temp_path {home}/body;
				  proxy_temp_path {home}/proxy;
				  fastcgi_temp_path {home}/fastcgi;
				  uwsgi_temp_path {home}/uwsgi;
				  scgi_temp_path {home}/scgi;
				  # As for the others, connections last for the whole run.
				  keepalive_requests 1000000000;
				  upstream instances {
				    ip_hash;
				{servers}
				    keepalive 1000;
				    keepalive_requests 1000000000;
				  }
				  server {
				    # Its own socket for each worker: clients are spread evenly.
				    listen 127.0.0.1:{port} reuseport backlog=4096;
				    proxy_http_version 1.1;
				    proxy_set_header Host $http_host;
				    proxy_set_header X-Forwarded-For $remote_addr;
				    proxy_set_header X-Forwarded-Proto $scheme;
				    proxy_set_header X-Forwarded-Host $http_host;
				    proxy_set_header X-Forwarded-Port $server_port;
				    # The larger bodies have room in memory.
				    client_body_buffer_size 128k;
				    proxy_buffers 16 8k;
				    location / {
				      proxy_pass http://instances;
				      proxy_set_header Connection "";
				    }
				    location /socket/ {
				      proxy_pass http://instances;
				      proxy_set_header Connection upgrade;
				      proxy_set_header Upgrade $http_upgrade;
				      proxy_read_timeout 1h;
				    }
				  }
				}
				""".replace("{home}", home.toString())
			.replace("{servers}", servers)
			.replace("{files}", Integer.toString(OpenFiles.limit()))
			.replace("{port}", Integer.toString(listening));
	}

	static String haproxy(Ports ports) {
		String servers = ports.ofInstances()
			.stream()
			.map((port) -> "  server instance-%1$d 127.0.0.1:%1$d".formatted(port))
			.collect(Collectors.joining("\n"));
		return """
				global
				  maxconn {connections}
				defaults
				  mode http
				  timeout connect 5s
				  timeout client 1h
				  timeout server 1h
				  timeout tunnel 1h
				frontend clients
				  bind 127.0.0.1:{port} backlog 4096
				  option forwardfor
				  http-request set-header X-Forwarded-Proto http
				  http-request set-header X-Forwarded-Host %[req.hdr(Host)]
				  http-request set-header X-Forwarded-Port %[dst_port]
				  default_backend instances
				backend instances
				  balance source
				  http-reuse always
				{servers}
				""".replace("{servers}", servers)
			.replace("{connections}", Integer.toString(OpenFiles.proxiedConnections()))
			.replace("{port}", Integer.toString(ports.haproxy()));
	}

}
