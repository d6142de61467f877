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

package io.stickycluster.launch.process;

import java.util.List;

import org.apache.commons.logging.Log;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mockito.ArgumentCaptor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.atLeast;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;

/**
 * Tests for {@link MemoryShare} and {@link MemoryLog}.
 */
class MemoryShareTests {

	private static final long MB = 1024 * 1024;

	private final Log log = mock(Log.class);

	@ParameterizedTest
	@CsvSource({ "24576, 4, 4441", "24576, 1, 6144", "8192, 4, 1067", "2048, 2, 476", "1024, 4, 80" })
	void heapIsAShareOfTheMachine(long total, int instances, long heap) {
		assertThat(new MemoryShare(total * MB, 0).heap(instances) / MB).isEqualTo(heap);
	}

	@ParameterizedTest
	@CsvSource({ "256, 128", "512, 307", "1024, 614", "4096, 3072", "16, 16" })
	void heapIsAPartOfTheConfiguredMemory(long memory, long heap) {
		assertThat(new MemoryShare(16384 * MB, memory * MB).heap(2) / MB).isEqualTo(heap);
	}

	@ParameterizedTest
	@ValueSource(longs = { 512, 1024, 2048, 4096, 16384, 262144 })
	void instancesSupervisorAndSystemFitTogether(long total) {
		for (int instances = 1; instances <= 64; instances++) {
			MemoryShare share = new MemoryShare(total * MB, 0);
			assertThat(share.isExceeded(instances)).isFalse();
			assertThat(share.heap(instances)).isLessThanOrEqualTo(total * MB / 4);
		}
	}

	@Test
	void argumentsHoldHeapAndBuffers() {
		assertThat(new MemoryShare(8192 * MB, 1024 * MB).arguments(4, List.of("-ea"))).containsExactly("-Xmx614m",
				"-XX:MaxDirectMemorySize=204m");
	}

	@Test
	void argumentsLeaveTheUsersOwn() {
		MemoryShare share = new MemoryShare(8192 * MB, 1024 * MB);
		assertThat(share.arguments(4, List.of("-Xmx1g"))).isEmpty();
		assertThat(share.arguments(4, List.of("-XX:MaxRAMPercentage=20"))).isEmpty();
		assertThat(share.arguments(4, List.of("-XX:MaxDirectMemorySize=1g"))).containsExactly("-Xmx614m");
		assertThat(share.arguments(4, List.of("-Xms100m"))).hasSize(2);
	}

	@Test
	void logSaysWhatWasChosen() {
		new MemoryLog(this.log, new MemoryShare(8192 * MB, 0)).log(4, List.of());
		new MemoryLog(this.log, new MemoryShare(8192 * MB, 512 * MB)).log(4, List.of());
		new MemoryLog(this.log, new MemoryShare(8192 * MB, 0)).log(4, List.of("-Xmx1g"));
		assertThat(infos()).containsExactly(
				"Each of 4 instances may use 1067 MB for its heap, of 1779 MB that are its share of 8192 MB "
						+ "beside the system and the supervisor",
				"Each of 4 instances may use 307 MB for its heap, of 512 MB that 'sticky.cluster.process.memory' gives it",
				"The heap of each instance is as its JVM arguments say");
		verify(this.log, never()).warn(any());
	}

	@Test
	void logWarnsWhenTheMachineIsTooSmall() {
		new MemoryLog(this.log, new MemoryShare(4096 * MB, 1024 * MB)).log(4, List.of());
		verify(this.log).warn("4 instances of 1024 MB each and the supervisor do not fit into 4096 MB of memory. "
				+ "Use fewer instances or less 'sticky.cluster.process.memory'");
	}

	@Test
	void logWarnsWhenTheHeapIsTooSmall() {
		new MemoryLog(this.log, new MemoryShare(1024 * MB, 0)).log(8, List.of());
		verify(this.log).warn("A heap of 40 MB is too small for most applications. Use fewer instances or more memory");
	}

	private List<Object> infos() {
		ArgumentCaptor<Object> captor = ArgumentCaptor.forClass(Object.class);
		verify(this.log, atLeast(1)).info(captor.capture());
		return captor.getAllValues();
	}

}
