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

package io.stickycluster.sample.chat.socketio;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link EngineIoPayload}.
 */
class EngineIoPayloadTests {

	@ParameterizedTest
	@ValueSource(strings = { "3", "40", "42[\"a\"]", "2probe", "bAQID", "4a\u001e4b", "451-[\"a\"]", "4510-[\"a\"]" })
	void wellFormed(String payload) {
		assertThat(EngineIoPayload.isPayload(payload)).isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "x", "7", "abc", "b*", "4a\u001e", "\u001e4a", "4a\u001e\u001e4b", "450-[\"a\"]",
			"4511-[\"a\"]", "45-[\"a\"]", "45999999999-[]", "461" })
	void malformed(String payload) {
		assertThat(EngineIoPayload.isPayload(payload)).isFalse();
	}

	@Test
	void withMaxPayloadChangesHandshakesOnly() {
		assertThat(EngineIoPayload.withMaxPayload("0{\"sid\": \"a\"}\u001e4{}", 7))
			.isEqualTo("0{\"sid\": \"a\", \"maxPayload\": 7}\u001e4{}");
		assertThat(EngineIoPayload.withMaxPayload("4{}", 7)).isEqualTo("4{}");
	}

}
