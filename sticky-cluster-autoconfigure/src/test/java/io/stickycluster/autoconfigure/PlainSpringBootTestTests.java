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
import io.stickycluster.worker.ClusterInstance;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Test of an application that is clustered outside of tests, as its user writes it.
 */
@SpringBootTest(classes = ServletApplication.class, webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = "sticky.cluster.instances=3")
@DirtiesContext
class PlainSpringBootTestTests {

	@Autowired
	private ApplicationContext context;

	@Autowired
	private ClusterInstance instance;

	@LocalServerPort
	private int port;

	@Test
	void testHasTheBeansOfTheOnlyInstance() {
		assertThat(ClusterRole.of(this.context.getEnvironment())).isEqualTo(ClusterRole.STANDALONE);
		assertThat(this.context.getBeansOfType(InstanceRegistry.class)).hasSize(1);
		assertThat(this.context.getBeansOfType(ClusterSupervisor.class)).isEmpty();
		assertThat(this.instance.getClusterSize()).isEqualTo(1);
		assertThat(this.instance.isLeader()).isTrue();
	}

	@Test
	void applicationAnswersWithoutAGateway() {
		Response response = new LoopbackClient("127.0.0.1", this.port).get("/who");
		assertThat(response.status()).isEqualTo(200);
		assertThat(response.headers().contains("X-Sticky-Instance")).isFalse();
		assertThat(response.body()).contains("\"port\":" + this.port);
	}

}
