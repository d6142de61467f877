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

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.stickycluster.external.ProxyConfigurations.NoPortsException;
import io.stickycluster.external.ProxySettings.ProxyPath;
import io.stickycluster.instance.ClusterSnapshot;
import io.stickycluster.instance.Instance;
import io.stickycluster.instance.InstanceState;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link ProxyConfigurations}.
 */
class ProxyConfigurationsTests {

	private static final List<ProxyPath> MAIN = List.of(new ProxyPath("/", null, 3131));

	private static final ProxySettings SETTINGS = new ProxySettings("My Shop!", "127.0.0.1", MAIN, 32, 64, List.of(),
			"/actuator/health", 10 << 20, Map.of(), List.of());

	@Test
	void drainingAndStoppedInstancesGetNoClientsAndThoseOnTheirWayDo() {
		ClusterSnapshot snapshot = snapshot(instance(0, InstanceState.UP, 3131),
				instance(1, InstanceState.DRAINING, 3132), instance(2, InstanceState.STOPPED, 0),
				instance(3, InstanceState.BACKING_OFF, 0), instance(4, InstanceState.FAILED, 0));
		assertThat(print("nginx", SETTINGS, snapshot)).contains("upstream My_Shop {",
				"server 127.0.0.1:3131 max_fails=1 fail_timeout=2s;  # instance 0\n",
				"server 127.0.0.1:3132 down;  # instance 1, DRAINING\n",
				"server 127.0.0.1:3133 down;  # instance 2, STOPPED\n",
				"server 127.0.0.1:3134 max_fails=1 fail_timeout=2s;  # instance 3, BACKING_OFF\n",
				"server 127.0.0.1:3135 down;  # instance 4, FAILED\n");
		assertThat(print("haproxy", SETTINGS, snapshot)).contains("server instance0 127.0.0.1:3131 weight 100  #",
				"server instance1 127.0.0.1:3132 weight 0  #", "server instance2 127.0.0.1:3133 weight 100 disabled  #",
				"server instance3 127.0.0.1:3134 weight 100  #");
		assertThat(print("caddy", SETTINGS, snapshot)).contains("reverse_proxy 127.0.0.1:3131 127.0.0.1:3134 {",
				"# without 127.0.0.1:3132: instance 1, DRAINING\n");
	}

	@Test
	void addressesArePrefixesAsTheClusterHasThem() {
		ProxySettings settings = new ProxySettings("shop", "::1", MAIN, 20, 48, List.of(), null, 0, Map.of(),
				List.of());
		ClusterSnapshot snapshot = snapshot(instance(0, InstanceState.UP, 3131));
		assertThat(print("nginx", settings, snapshot)).contains("server [::1]:3131 max", "client_max_body_size 0;",
				"\"~(?s)^(?<shop_net6>.{6}).{10}\\z\" $shop_net6;", "\"~(?s)^(?<shop_net4>.{2}).{2}\\z\" $shop_net4;");
		assertThat(print("haproxy", settings, snapshot)).contains("balance hash src,ipmask(20,48)\n")
			.doesNotContain("httpchk", "413");
		assertThat(print("caddy", settings, snapshot)).contains("first 20 (IPv4) and 48 (IPv6) bits")
			.doesNotContain("health_uri", "max_size");
	}

	@Test
	void wholeIpv6AddressesNeedNoPattern() {
		ProxySettings settings = new ProxySettings("shop", "::1", MAIN, 32, 128, List.of(), null, 0, Map.of(),
				List.of());
		assertThat(print("nginx", settings, snapshot(instance(0, InstanceState.UP, 3131)))).doesNotContain("(?s)");
	}

	@Test
	void pathsGoToFurtherPorts() {
		ProxySettings settings = new ProxySettings("shop", "127.0.0.1",
				List.of(MAIN.get(0), new ProxyPath("/socket.io", "chat", 9000)), 32, 64, List.of(), null, 0, Map.of(),
				List.of());
		ClusterSnapshot snapshot = snapshot(instance(0, InstanceState.UP, 3131), instance(1, InstanceState.STOPPED, 0));
		assertThat(print("nginx", settings, snapshot)).contains("upstream shop_chat {", "server 127.0.0.1:9400 max",
				"server 127.0.0.1:9001 down;", "location = /socket.io {", "location /socket.io/ {",
				"proxy_pass http://shop_chat;");
		assertThat(print("haproxy", settings, snapshot)).contains(
				"use_backend shop_chat if { path /socket.io } || { path_beg /socket.io/ }", "backend shop_chat\n");
		assertThat(print("caddy", settings, snapshot)).contains("@shop_chat path /socket.io /socket.io/*\n",
				"handle @shop_chat {");
	}

	@Test
	void weightsAndProxiesBeforeTheProxyAreTakenOver() {
		ProxySettings settings = new ProxySettings("shop", "127.0.0.1", MAIN, 32, 64, List.of("10.0.0.0/8", "fd00::/8"),
				null, 0, Map.of(1, 4.0), List.of("A note."));
		ClusterSnapshot snapshot = snapshot(instance(0, InstanceState.UP, 3131), instance(1, InstanceState.UP, 3132));
		assertThat(print("nginx", settings, snapshot)).contains("server 127.0.0.1:3131 weight=25 max",
				"server 127.0.0.1:3132 max", "set_real_ip_from fd00::/8;", "# A note.\n");
		assertThat(print("haproxy", settings, snapshot)).contains("127.0.0.1:3131 weight 25 ",
				"if { src 10.0.0.0/8 fd00::/8 }");
		assertThat(print("caddy", settings, snapshot)).contains("trusted_proxies 10.0.0.0/8 fd00::/8",
				"lb_policy header X-Forwarded-For");
	}

	@ParameterizedTest
	@ValueSource(strings = { "nginx", "haproxy", "caddy" })
	void instancesWithoutAPortAreTold(String proxy) {
		ProxySettings settings = new ProxySettings("", "127.0.0.1", List.of(new ProxyPath("/", null, 0)), 32, 64,
				List.of(), null, 0, Map.of(), List.of());
		assertThat(print(proxy, settings,
				snapshot(instance(0, InstanceState.UP, 40001), instance(1, InstanceState.STARTING, 0))))
			.contains("127.0.0.1:40001", "# Instance 1 is STARTING and has no port yet.");
		assertThatExceptionOfType(NoPortsException.class)
			.isThrownBy(() -> print(proxy, settings, snapshot(instance(0, InstanceState.STARTING, 0))))
			.withMessageContaining("sticky.cluster.base-port");
	}

	@Test
	void unknownProxyHasNoConfiguration() {
		ProxyConfigurations configurations = new ProxyConfigurations(SETTINGS, () -> ClusterSnapshot.EMPTY);
		assertThat(configurations.print("apache")).isNull();
		assertThat(configurations.names()).containsExactly("nginx", "haproxy", "caddy");
	}

	private static String print(String proxy, ProxySettings settings, ClusterSnapshot snapshot) {
		return new ProxyConfigurations(settings, () -> snapshot).print(proxy);
	}

	private static ClusterSnapshot snapshot(Instance... instances) {
		return new ClusterSnapshot(instances.length, Stream.of(instances).toList());
	}

	private static Instance instance(int index, InstanceState state, int port) {
		InetSocketAddress address = (port != 0) ? new InetSocketAddress("127.0.0.1", port) : null;
		return new Instance(index, 1, state, address, null, (port != 0) ? Map.of("chat", 9400 + index) : Map.of(), 1,
				null, 0, 0, null, null, null, state != InstanceState.STOPPED, false);
	}

}
