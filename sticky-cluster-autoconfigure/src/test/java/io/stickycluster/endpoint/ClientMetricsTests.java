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
package io.stickycluster.endpoint;

import java.util.Map;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ClientMetrics}.
 */
class ClientMetricsTests {

	@Test
	void showsWhatItIsGiven() {
		SimpleMeterRegistry registry = new SimpleMeterRegistry();
		new ClientMetrics(() -> 3, () -> 10, Map.of("total", () -> 4, "address", () -> 5),
				Map.of("head-timeout", () -> 6))
			.bindTo(registry);
		assertThat(registry.get("sticky.cluster.clients.connections").gauge().value()).isEqualTo(3);
		assertThat(registry.get("sticky.cluster.clients.connections.max").gauge().value()).isEqualTo(10);
		assertThat(registry.get("sticky.cluster.clients.connections.refused")
			.tag("limit", "total")
			.functionCounter()
			.count()).isEqualTo(4);
		assertThat(registry.get("sticky.cluster.clients.connections.refused")
			.tag("limit", "address")
			.functionCounter()
			.count()).isEqualTo(5);
		assertThat(registry.get("sticky.cluster.clients.requests.refused")
			.tag("reason", "head-timeout")
			.functionCounter()
			.count()).isEqualTo(6);
	}

}
