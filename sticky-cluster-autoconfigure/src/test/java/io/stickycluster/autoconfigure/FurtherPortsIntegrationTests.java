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

import java.util.HashSet;
import java.util.Map;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;

import io.stickycluster.app.FreePorts;
import io.stickycluster.app.LoopbackWebSocket;
import io.stickycluster.app.SocketIoApplication;
import io.stickycluster.autoconfigure.ClusterProperties.Isolation;
import io.stickycluster.supervisor.ClusterCommand.InstanceAction;
import io.stickycluster.supervisor.ClusterCommand.OnInstance;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of instances that open a second port, here with netty-socketio.
 */
@ParameterizedClass
@EachIsolation
class FurtherPortsIntegrationTests {

	private static final int CLIENTS = 12;

	private static RunningCluster cluster;

	private static int basePort;

	@Parameter
	Isolation isolation;

	@BeforeParameterizedClassInvocation
	static void start(Isolation isolation) {
		basePort = FreePorts.find(3);
		cluster = RunningCluster.of(isolation, SocketIoApplication.class, "--sticky.cluster.instances=3",
				"--sticky.cluster.ports.socketio.base-port=" + basePort,
				"--sticky.cluster.ports.socketio.path=/socket.io");
		cluster.awaitReady(3);
	}

	@AfterParameterizedClassInvocation
	static void close() {
		cluster.close();
		RunningCluster.assertNothingIsLeft();
	}

	@Test
	void instancesOpenBasePortAndIndex() {
		assertThat(cluster.snapshot().instances()).allSatisfy(
				(instance) -> assertThat(instance.ports()).isEqualTo(Map.of("socketio", basePort + instance.index())));
	}

	@Test
	void furtherPortOfTheClientsOwnInstanceIsReachedThroughTheGateway() throws Exception {
		Set<Integer> used = new HashSet<>();
		for (int client = 1; client <= CLIENTS; client++) {
			used.add(talk("127.0.9." + client));
		}
		assertThat(used).containsExactlyInAnyOrder(0, 1, 2);
	}

	@Test
	void furtherPortIsOpenAgainAfterARestart() throws Exception {
		int before = talk("127.0.9.1");
		cluster.run(new OnInstance(before, InstanceAction.RESTART));
		assertThat(cluster.instance(before).generation()).isEqualTo(2);
		assertThat(cluster.instance(before).ports()).isEqualTo(Map.of("socketio", basePort + before));
		assertThat(talk("127.0.9.1")).isEqualTo(before);
	}

	/**
	 * Speak Engine.IO 4 and Socket.IO as far as a message and its answer need it.
	 * @return the index of the instance that has answered
	 */
	private int talk(String address) throws Exception {
		String who = cluster.client(address).get("/who").headers().get("X-Sticky-Instance");
		int index = Integer.parseInt(who);
		try (LoopbackWebSocket socket = new LoopbackWebSocket(address, cluster.port(),
				"/socket.io/?EIO=4&transport=websocket")) {
			assertThat(socket.read()).startsWith("0{").contains("\"sid\"");
			assertThat(socket.send("40").read()).startsWith("40");
			assertThat(socket.send("42[\"b:message\",\"hello\"]").read())
				.isEqualTo("42[\"s:message\",\"hello\"," + index + "," + (basePort + index) + "]");
		}
		return index;
	}

}
