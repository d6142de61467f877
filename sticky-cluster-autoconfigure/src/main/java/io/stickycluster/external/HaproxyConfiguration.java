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

/**
 * Prints a configuration for HAProxy.
 */
final class HaproxyConfiguration {

	private HaproxyConfiguration() {
	}

	static String print(ProxySettings settings, List<Backend> backends) {
		ConfigurationText text = new ConfigurationText("    ");
		text.comment(List.of("HAProxy 2.6 or newer in front of " + settings.name() + ", as it is now.",
				"Append to /etc/haproxy/haproxy.cfg, then: "
						+ "haproxy -c -f /etc/haproxy/haproxy.cfg && systemctl reload haproxy"));
		text.comment(settings.notes()).blank();
		frontend(text, settings, backends);
		backends.forEach((backend) -> backend(text, settings, backend));
		return text.toString();
	}

	private static void frontend(ConfigurationText text, ProxySettings settings, List<Backend> backends) {
		text.begin("frontend " + settings.name())
			.add("mode http\nbind :80")
			.comment(List.of("bind [::]:80 v6only", "bind :443 ssl crt /etc/haproxy/tls.pem alpn h2,http/1.1"))
			.add("# Longer than Engine.IO is silent: a ping each 25 s, and 20 s for its answer")
			.add("timeout client 75s\ntimeout http-request 20s\ntimeout http-keep-alive 75s");
		if (settings.maxBodyBytes() != 0) {
			text.add("http-request deny deny_status 413 if { req.body_size gt " + settings.maxBodyBytes() + " }");
		}
		if (!settings.trustedProxies().isEmpty()) {
			text.add("# Proxies before this one, whose word is taken for the client's address")
				.add("http-request set-src req.hdr_ip(X-Forwarded-For,-1) if { src "
						+ String.join(" ", settings.trustedProxies()) + " } { req.hdr_cnt(X-Forwarded-For) gt 0 }");
		}
		text.add("""
				# The instances believe these headers, so nothing of what the client says may be left
				http-request del-header Forwarded
				http-request del-header X-Forwarded-Prefix
				http-request del-header X-Forwarded-Ssl
				http-request set-header X-Forwarded-For %[src]
				http-request set-header X-Real-IP %[src]
				http-request set-header X-Forwarded-Proto %[ssl_fc,iif(https,http)]
				http-request set-header X-Forwarded-Host %[req.hdr(Host)]
				http-request set-header X-Forwarded-Port %[dst_port]
				""");
		backends.stream()
			.filter((backend) -> !backend.isMain())
			.forEach((backend) -> text
				.add("use_backend %s if { path %s } || { path_beg %2$s/ }".formatted(backend.name(), backend.path())));
		text.add("default_backend " + settings.name()).end("").blank();
	}

	private static void backend(ConfigurationText text, ProxySettings settings, Backend backend) {
		String client = "src,ipmask(%d,%d)".formatted(settings.ipv4Prefix(), settings.ipv6Prefix());
		text.begin("backend " + backend.name())
			.add("mode http")
			.add("# Consistent: when an instance is missing, only its own clients move")
			.add("balance hash " + client + "\nhash-type consistent")
			.add("# Clients that are here stay where they are, on a draining instance, too")
			.add("stick-table type ipv6 size 100k expire 30m\nstick on " + client)
			.add("timeout connect 5s\ntimeout server 75s")
			.add("# WebSockets without a heartbeat of their own\ntimeout tunnel 1h")
			.add("# An instance that cannot be reached: another one at once\noption redispatch 1\nretries 3")
			.add("""
					retry-on conn-failure empty-response
					http-request disable-l7-retry unless { method GET HEAD OPTIONS }
					""");
		if (settings.healthPath() != null && backend.isMain()) {
			text.add("option httpchk\nhttp-check send meth GET uri " + settings.healthPath()
					+ " ver HTTP/1.1 hdr Host localhost\nhttp-check expect ! rstatus ^5");
		}
		text.add("default-server check inter 2s fastinter 500ms fall 2 rise 1 observe layer4 error-limit 2 "
				+ "on-error mark-down");
		backend.servers().forEach((server) -> text.add(server(server)));
		text.comment(backend.missing()).end("").blank();
	}

	private static String server(Server server) {
		String weight = server.isFullWeight() ? " weight 100" : " weight " + server.weight();
		String use = switch (server.use()) {
			case UP -> weight;
			case DRAINING -> " weight 0";
			case DOWN -> weight + " disabled";
		};
		return "server instance" + server.index() + " " + server.address() + use + "  # " + server.comment();
	}

}
