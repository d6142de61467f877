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

package io.stickycluster.sample.chat;

import java.nio.file.Path;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What users are promised whose clients are told the address of their instance.
 */
class AssignedClientsIntegrationTests {

	@Test
	void pageConnectsToItsInstanceDirectlyAndAsksForAnotherWhenThatIsKilled() {
		try (SampleApplication application = SampleApplication.start("--sticky.cluster.isolation=process",
				"--sticky.cluster.routing.mode=assign")) {
			NodeScript.DirectReport report = NodeScript.direct(application, Path.of("target", "screenshots", "assign"));
			assertThat(report.pageErrors()).isEmpty();
			NodeScript.Visit first = report.first();
			assertThat(first.port()).isNotEqualTo(String.valueOf(application.port()));
			assertThat(first.polled()).containsExactly(first.port());
			assertThat(first.opened()).containsExactly(first.port());
			NodeScript.Visit second = report.second();
			assertThat(second.instance()).isNotEqualTo(first.instance());
			assertThat(second.opened()).contains(second.port()).doesNotContain(String.valueOf(application.port()));
		}
	}

}
