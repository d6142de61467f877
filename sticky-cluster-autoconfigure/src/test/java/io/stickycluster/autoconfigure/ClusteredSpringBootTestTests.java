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
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ApplicationContext;
import org.springframework.test.annotation.DirtiesContext;

import io.stickycluster.app.InstanceRegistry;
import io.stickycluster.app.LoopbackClient;
import io.stickycluster.app.LoopbackClient.Response;
import io.stickycluster.app.ServletApplication;
import io.stickycluster.supervisor.ClusterSupervisor;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Test of an application that opts into a whole cluster, as its user writes it.
 */
@SpringBootTest(classes = ServletApplication.class, webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = { "sticky.cluster.instances=2", "sticky.cluster.min-ready=2", "sticky.cluster.skip-in-tests=false",
				"sticky.cluster.base-port=0" })
@DirtiesContext
class ClusteredSpringBootTestTests {

	@Autowired
	private ApplicationContext context;

	@Autowired
	private ClusterSupervisor supervisor;

	@LocalServerPort
	private int port;

	@Test
	void testHasTheBeansOfTheSupervisor() {
		assertThat(ClusterRole.of(this.context.getEnvironment())).isEqualTo(ClusterRole.SUPERVISOR);
		assertThat(this.context.getBeansOfType(InstanceRegistry.class)).isEmpty();
		assertThat(InstanceRegistry.contexts()).hasSize(2).doesNotContain(this.context);
		assertThat(this.supervisor.get().ready()).isEqualTo(2);
	}

	@Test
	void bothInstancesAnswerThroughTheGateway() {
		Set<String> instances = new HashSet<>();
		for (int client = 1; client <= 20; client++) {
			Response response = new LoopbackClient("127.0.10." + client, this.port).get("/who");
			assertThat(response.status()).isEqualTo(200);
			instances.add(response.headers().get("X-Sticky-Instance"));
		}
		assertThat(instances).containsExactlyInAnyOrder("0", "1");
	}

}
