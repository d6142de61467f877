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

import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link Options}.
 */
class OptionsTests {

	@Test
	void parseWhenNothingIsGivenMeansAll() {
		Options options = Options.parse();
		assertThat(options.sections()).containsExactly(SectionName.values());
		assertThat(options.kinds()).containsExactly(InstanceKind.values());
		assertThat(options.contenders()).containsExactly("direct", "gateway", "handoff", "nginx", "nginx unix",
				"HAProxy", "Spring Cloud Gateway");
		assertThat(options.quick()).isFalse();
		assertThat(options.write()).isFalse();
	}

	@Test
	void parseTakesSomeInTheOrderOfAll() {
		Options options = Options.parse("--only", "idle,http", "--instances", "tomcat", "--targets",
				"spring-cloud-gateway,gateway", "--write");
		assertThat(options.sections()).containsExactly(SectionName.HTTP, SectionName.IDLE);
		assertThat(options.kinds()).containsExactly(InstanceKind.TOMCAT);
		assertThat(options.contenders()).containsExactly("gateway", "Spring Cloud Gateway");
		assertThat(options.write()).isTrue();
	}

	@Test
	void parseTakesNumbersWhereverQuickStands() {
		Options options = Options.parse("--rounds", "3", "--quick", "--seconds", "7");
		assertThat(options.rounds()).isEqualTo(3);
		assertThat(options.duration()).isEqualTo(Duration.ofSeconds(7));
		assertThat(options.warmUp()).isEqualTo(Duration.ofSeconds(1));
		assertThat(options.quick()).isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = { "--rounds", "--rounds 0", "--seconds x", "--only nothing", "--only http,http", "--fast",
			"http" })
	void parseRefuses(String arguments) {
		assertThatIllegalArgumentException().isThrownBy(() -> Options.parse(arguments.split(" ")));
	}

}
