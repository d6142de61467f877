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

package io.stickycluster.external;

import java.util.List;

import io.stickycluster.external.Backend.Server;
import io.stickycluster.external.Backend.Use;

/**
 * Prints a configuration for nginx.
 */
final class NginxConfiguration {

	private static final String LOCATION = """
			proxy_http_version 1.1;
			proxy_set_header Host $http_host;
			# WebSocket: the upgrade is passed on; without one the connection is kept for the next request
			proxy_set_header Upgrade $http_upgrade;
			proxy_set_header Connection $%1$s_connection;
			# The instances believe these headers, so nothing of what the client says may be left
			proxy_set_header X-Forwarded-For $remote_addr;
			proxy_set_header X-Forwarded-Proto $scheme;
			proxy_set_header X-Forwarded-Host $http_host;
			proxy_set_header X-Forwarded-Port $server_port;
			proxy_set_header X-Forwarded-Prefix "";
			proxy_set_header X-Forwarded-Ssl "";
			proxy_set_header X-Real-IP $remote_addr;
			proxy_set_header Forwarded "";
			# Longer than Engine.IO is silent: a ping each 25 s, and 20 s for its answer
			proxy_read_timeout 75s;
			proxy_send_timeout 75s;
			proxy_connect_timeout 5s;
			# An instance that is gone: the next one, unless a POST may have been received
			proxy_next_upstream error;
			# Event streams and XHR streaming come as they are written
			proxy_buffering off;
			""";

	private NginxConfiguration() {
	}

	static String print(ProxySettings settings, List<Backend> backends) {
		ConfigurationText text = new ConfigurationText("    ");
		text.comment(List.of("nginx 1.15.3 or newer in front of " + settings.name() + ", as it is now.",
				"Save as /etc/nginx/conf.d/" + settings.name() + ".conf, then: nginx -t && nginx -s reload"));
		text.comment(settings.notes()).blank();
		key(text, settings);
		text.begin("map $http_upgrade $" + settings.name() + "_connection {")
			.add("default upgrade;\n\"\" \"\";")
			.end("}")
			.blank();
		backends.forEach((backend) -> upstream(text, settings, backend));
		server(text, settings, backends);
		return text.toString();
	}

	// Not ip_hash, which puts a whole /24 on one server
	private static void key(ConfigurationText text, ProxySettings settings) {
		int ipv4 = Math.max(1, settings.ipv4Prefix() / 8);
		int ipv6 = Math.max(1, settings.ipv6Prefix() / 8);
		text.add("# A client: /%d of its address with IPv4, /%d with IPv6 (nginx can take whole bytes only)"
			.formatted(ipv4 * 8, ipv6 * 8));
		text.begin("map $binary_remote_addr $" + settings.name() + "_client {");
		text.add("default $binary_remote_addr;");
		if (ipv6 < 16) {
			text.add("\"~(?s)^(?<%s_net6>.{%d}).{%d}\\z\" $%1$s_net6;".formatted(settings.name(), ipv6, 16 - ipv6));
		}
		if (ipv4 < 4) {
			text.add("\"~(?s)^(?<%s_net4>.{%d}).{%d}\\z\" $%1$s_net4;".formatted(settings.name(), ipv4, 4 - ipv4));
		}
		text.end("}").blank();
	}

	private static void upstream(ConfigurationText text, ProxySettings settings, Backend backend) {
		text.begin("upstream " + backend.name() + " {")
			.add("# Consistent: when an instance is missing, only its own clients move, and they come back")
			.add("hash $" + settings.name() + "_client consistent;");
		backend.servers().forEach((server) -> text.add(server(server)));
		text.comment(backend.missing())
			.add("# Closed before the instances close them (Tomcat after 20 s)")
			.add("keepalive 64;\nkeepalive_timeout 15s;")
			.end("}")
			.blank();
	}

	private static String server(Server server) {
		String weight = server.isFullWeight() ? "" : " weight=" + server.weight();
		// nginx knows no draining: whoever is there moves, too
		String use = (server.use() == Use.UP) ? " max_fails=1 fail_timeout=2s;" : " down;";
		return "server " + server.address() + weight + use + "  # " + server.comment();
	}

	private static void server(ConfigurationText text, ProxySettings settings, List<Backend> backends) {
		text.begin("server {")
			.add("listen 80;")
			.comment(List.of("listen [::]:80;", "listen 443 ssl;", "ssl_certificate /etc/nginx/tls/fullchain.pem;",
					"ssl_certificate_key /etc/nginx/tls/key.pem;", "server_name shop.example;"))
			.add("client_max_body_size " + megabytes(settings.maxBodyBytes()) + ";");
		if (!settings.trustedProxies().isEmpty()) {
			text.add("# Proxies before this one, whose word is taken for the client's address");
			settings.trustedProxies().forEach((range) -> text.add("set_real_ip_from " + range + ";"));
			text.add("real_ip_header X-Forwarded-For;\nreal_ip_recursive on;");
		}
		backends.forEach((backend) -> {
			text.blank();
			location(text, settings, backend, backend.path());
		});
		text.end("}");
	}

	private static void location(ConfigurationText text, ProxySettings settings, Backend backend, String path) {
		if (!backend.isMain()) {
			// At the path or below, but not what merely begins with it
			text.begin("location = " + path + " {");
			proxy(text, settings, backend);
		}
		text.begin("location " + (backend.isMain() ? "/" : path + "/") + " {");
		proxy(text, settings, backend);
	}

	private static void proxy(ConfigurationText text, ProxySettings settings, Backend backend) {
		text.add("proxy_pass http://" + backend.name() + ";").add(LOCATION.formatted(settings.name())).end("}");
	}

	private static String megabytes(long bytes) {
		return (bytes + (1 << 20) - 1) / (1 << 20) + ((bytes != 0) ? "m" : "");
	}

}
