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

import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link HalfLoad}.
 */
class HalfLoadTests {

	private final Results saturated = new Results(
			Map.of("direct", of(9000), "gateway", of(5000), "nginx", of(6000), "Spring Cloud Gateway", of(400)));

	@Test
	void allGetHalfOfWhatTheSlowestCan() {
		assertThat(List.of("direct", "gateway", "nginx"))
			.allSatisfy((name) -> assertThat(HalfLoad.perSecond(this.saturated, name)).isEqualTo(2500));
	}

	@Test
	void springCloudGatewayGetsHalfOfWhatItselfCan() {
		assertThat(HalfLoad.perSecond(this.saturated, "Spring Cloud Gateway")).isEqualTo(200);
	}

	private static List<Measurement> of(double perSecond) {
		return List.of(new Measurement(perSecond, 0, 0, 0, 0, 0, 0));
	}

}
