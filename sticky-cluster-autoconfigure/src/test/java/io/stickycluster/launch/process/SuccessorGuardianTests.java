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

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

import io.stickycluster.launch.survive.ProcessIdentity;
import io.stickycluster.link.LinkEnvironment;
import io.stickycluster.link.LinkToken;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the {@link Guardian} of an instance that was taken over. That of one that was
 * started is tested with {@link WatchedProcess}.
 */
@EnabledOnOs(OS.LINUX)
class SuccessorGuardianTests {

	private static final long TIMEOUT_SECONDS = 60;

	private final Map<String, String> launch = Map.of(LinkEnvironment.TOKEN, LinkToken.generate());

	private final List<Process> processes = new ArrayList<>();

	@AfterEach
	void end() {
		this.processes.forEach(Process::destroyForcibly);
	}

	@Test
	void endOfItsPipeEndsTheInstanceAndWhatItHasStarted() throws Exception {
		Process instance = start(Map.of());
		Process child = start(this.launch);
		Process guardian = guard(ProcessIdentity.of(instance.pid()).orElseThrow());
		assertThat(instance.isAlive()).isTrue();
		guardian.getOutputStream().close();
		assertThat(instance.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)).isTrue();
		assertThat(child.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)).isTrue();
		assertThat(guardian.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)).isTrue();
	}

	@Test
	void anotherProcessWithTheInstancesIdIsLeftAlone() throws Exception {
		Process other = start(Map.of());
		Process guardian = guard(new ProcessIdentity(other.pid(), "boot/1"));
		guardian.getOutputStream().close();
		assertThat(guardian.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)).isTrue();
		assertThat(other.isAlive()).isTrue();
	}

	@Test
	void guardiansAreFoundByTheTokenAndToldFromInstances() throws IOException {
		Process instance = start(this.launch);
		Process guardian = guard(ProcessIdentity.of(instance.pid()).orElseThrow());
		ProcessTree tree = new ProcessTree(this.launch.get(LinkEnvironment.TOKEN));
		Awaitility.await()
			.atMost(TIMEOUT_SECONDS, TimeUnit.SECONDS)
			.untilAsserted(() -> assertThat(tree.guardians()).containsExactly(guardian.toHandle()));
		assertThat(tree.find()).containsExactly(instance.toHandle());
		assertThat(tree.includes(instance.pid())).isTrue();
		assertThat(tree.includes(ProcessHandle.current().pid())).isFalse();
	}

	private Process start(Map<String, String> environment) throws IOException {
		ProcessBuilder builder = new ProcessBuilder("sleep", "1000");
		builder.environment().putAll(environment);
		return add(builder.start());
	}

	private Process guard(ProcessIdentity instance) throws IOException {
		return add(Guardian.succeed(instance, this.launch));
	}

	private Process add(Process process) {
		this.processes.add(process);
		return process;
	}

}
