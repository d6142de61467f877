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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.diagnostics.FailureAnalysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link InstanceCount}.
 */
class InstanceCountTests {

	@ParameterizedTest
	@CsvSource({ "1,1", "4,4", "' 4 ',4", "64,64", "max,8", "MAX,8", "-1,7", "-7,1", "-8,1", "-100,1",
			"-2147483648,1" })
	void parseUnderstandsWhatPm2Understands(String value, int expected) {
		assertThat(InstanceCount.parse(value, 8, 64)).isEqualTo(expected);
	}

	@ParameterizedTest
	@ValueSource(strings = { "0", "four", "4.5", "", "1e3", "99999999999" })
	void parseWhenNonsenseNamesThePropertyAndTheCure(String value) {
		assertThatExceptionOfType(InvalidClusterPropertyException.class)
			.isThrownBy(() -> InstanceCount.parse(value, 8, 64))
			.satisfies((ex) -> {
				FailureAnalysis analysis = new InvalidClusterPropertyFailureAnalyzer().analyze(ex);
				assertThat(analysis).isNotNull();
				assertThat(analysis.getDescription()).contains("'sticky.cluster.instances'", "'" + value + "'");
				assertThat(analysis.getAction()).contains("'max'");
			});
	}

	@Test
	void parseWhenMoreThanAllowedNamesTheBound() {
		assertThatExceptionOfType(InvalidClusterPropertyException.class)
			.isThrownBy(() -> InstanceCount.parse("65", 8, 64))
			.satisfies((ex) -> assertThat(ex.getAction()).contains("sticky.cluster.max-instances"));
	}

	@Test
	void parseWhenMaxMeansMoreThanAllowedSaysHowMany() {
		assertThatExceptionOfType(InvalidClusterPropertyException.class)
			.isThrownBy(() -> InstanceCount.parse("max", 96, 64))
			.withMessageContaining("96 instances");
	}

}
