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
import java.util.stream.Collectors;

import io.stickycluster.external.Backend.Server;
import io.stickycluster.external.Backend.Use;

/**
 * Prints a configuration for Caddy.
 */
final class CaddyConfiguration {

	private static final String PROXY = """
			lb_policy %s
			# An instance that is gone: the next one, unless a POST may have been received
			lb_try_duration 5s
			lb_try_interval 250ms
			fail_duration 2s
			""";

	private static final String HEADERS = """
			# Event streams and XHR streaming come as they are written
			flush_interval -1
			# The instances believe these headers, so nothing of what the client says may be left
			header_up -Forwarded
			header_up -X-Forwarded-Prefix
			header_up -X-Forwarded-Ssl
			header_up X-Real-IP {http.request.remote.host}
			header_up X-Forwarded-Port {http.request.port}
			transport http {
				dial_timeout 5s
				# Longer than Engine.IO is silent: a ping each 25 s, and 20 s for its answer
				response_header_timeout 75s
				# Closed before the instances close them (Tomcat after 20 s)
				keepalive 15s
			}
			""";

	private CaddyConfiguration() {
	}

	static String print(ProxySettings settings, List<Backend> backends) {
		ConfigurationText text = new ConfigurationText("\t");
		text.comment(List.of("Caddy 2.6 or newer in front of " + settings.name() + ", as it is now.",
				"Save as /etc/caddy/Caddyfile, then: caddy reload --config /etc/caddy/Caddyfile"));
		text.comment(settings.notes());
		if (settings.ipv4Prefix() != 32 || settings.ipv6Prefix() != 128) {
			text.add("# Caddy tells clients apart by whole addresses, not by their first %d (IPv4) and %d (IPv6) bits."
				.formatted(settings.ipv4Prefix(), settings.ipv6Prefix()));
		}
		text.blank()
			.add("# A name such as shop.example instead of :80 makes Caddy get a certificate for it.")
			.begin(":80 {");
		if (settings.maxBodyBytes() != 0) {
			text.begin("request_body {").add("max_size " + settings.maxBodyBytes()).end("}");
		}
		backends.stream().filter((backend) -> !backend.isMain()).forEach((backend) -> {
			String matcher = "@" + backend.name();
			text.blank().add(matcher + " path " + backend.path() + " " + backend.path() + "/*");
			text.begin("handle " + matcher + " {");
			proxy(text, settings, backend);
			text.end("}");
		});
		backends.stream().filter(Backend::isMain).forEach((backend) -> {
			text.blank().begin("handle {");
			proxy(text, settings, backend);
			text.end("}");
		});
		return text.end("}").toString();
	}

	private static void proxy(ConfigurationText text, ProxySettings settings, Backend backend) {
		List<Server> used = backend.servers().stream().filter((server) -> server.use() == Use.UP).toList();
		backend.servers()
			.stream()
			.filter((server) -> server.use() != Use.UP)
			.forEach((server) -> text.add("# without " + server.address() + ": " + server.comment()));
		text.comment(backend.missing());
		text.begin("reverse_proxy " + used.stream().map(Server::address).collect(Collectors.joining(" ")) + " {")
			.add(PROXY.formatted(settings.trustedProxies().isEmpty() ? "ip_hash" : "header X-Forwarded-For"));
		if (settings.healthPath() != null && backend.isMain()) {
			text.add("# To be left out if the path needs a login\nhealth_uri " + settings.healthPath()
					+ "\nhealth_interval 2s\nhealth_timeout 5s");
		}
		if (!settings.trustedProxies().isEmpty()) {
			text.add("# Proxies before this one, whose forwarding headers are taken over\ntrusted_proxies "
					+ String.join(" ", settings.trustedProxies()));
		}
		text.add(HEADERS).end("}");
	}

}
