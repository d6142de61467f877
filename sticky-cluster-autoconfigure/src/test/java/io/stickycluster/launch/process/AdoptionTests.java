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
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import io.stickycluster.launch.FakeInstanceHandle;
import io.stickycluster.launch.InstanceExit;
import io.stickycluster.launch.Release;
import io.stickycluster.launch.Survivor;
import io.stickycluster.launch.survive.LaunchRecord;
import io.stickycluster.launch.survive.LaunchRecords;
import io.stickycluster.launch.survive.ProcessIdentity;
import io.stickycluster.launch.survive.StateDirectory;
import io.stickycluster.link.LinkEnvironment;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Adoption}.
 */
@EnabledOnOs(OS.LINUX)
@ExtendWith(OutputCaptureExtension.class)
class AdoptionTests {

	private static final InetSocketAddress ADDRESS = new InetSocketAddress("127.0.0.1", 3131);

	private final List<Process> processes = new ArrayList<>();

	private final List<LaunchRecord> taken = new ArrayList<>();

	@TempDir
	Path temporary;

	private StateDirectory directory;

	private LaunchRecords records;

	@BeforeEach
	void open() throws IOException {
		this.directory = StateDirectory.open(this.temporary, Duration.ZERO);
		this.records = new LaunchRecords(this.directory);
	}

	@AfterEach
	void close() throws IOException {
		this.processes.forEach(Process::destroyForcibly);
		this.directory.close();
	}

	@Test
	void instanceThatWasReadyAndComesBackIsTakenOver() throws IOException {
		LaunchRecord record = launched(1, "a", "a", true);
		FakeInstanceHandle handle = new FakeInstanceHandle(1);
		handle.becomeReady(ADDRESS);
		List<Survivor> survivors = adopt(handle);
		assertThat(survivors).singleElement().satisfies((survivor) -> {
			assertThat(survivor.index()).isEqualTo(1);
			assertThat(survivor.generation()).isEqualTo(3);
			assertThat(survivor.portOffset()).isEqualTo(100);
			assertThat(survivor.handle()).isSameAs(handle);
			assertThat(survivor.report().address()).isEqualTo(ADDRESS);
		});
		assertThat(this.taken).containsExactly(record);
		assertThat(this.records.read()).containsExactly(record);
	}

	@Test
	void instanceThatWasNotReadyIsEnded() throws Exception {
		launched(0, "a", "a", false);
		assertThat(adopt(new FakeInstanceHandle(1))).isEmpty();
		assertThat(this.processes.get(0).waitFor()).isNotZero();
		assertThat(this.taken).isEmpty();
		assertThat(this.records.read()).isEmpty();
	}

	@Test
	void processThatHasEndedIsForgottenAndWhatItHasLeftIsEnded() throws Exception {
		Process orphan = start("a");
		write(new LaunchRecord(0, 3, 0, "AdoptionTestsa", new ProcessIdentity(orphan.pid(), "another/1"), true,
				Release.INITIAL));
		assertThat(adopt(new FakeInstanceHandle(1))).isEmpty();
		assertThat(orphan.waitFor()).isNotZero();
		assertThat(this.taken).isEmpty();
	}

	@Test
	void anothersProcessIsNeitherTakenOverNorTouched(CapturedOutput output) throws IOException {
		launched(0, "theirs", "ours", true);
		assertThat(adopt(new FakeInstanceHandle(1))).isEmpty();
		assertThat(this.processes.get(0).isAlive()).isTrue();
		assertThat(this.taken).isEmpty();
		assertThat(output).contains("instance-0-3 is not taken over: its process is not the one that was launched")
			.doesNotContain("theirs")
			.doesNotContain("ours");
	}

	@Test
	void instanceThatDoesNotComeBackIsKilled() throws IOException {
		launched(0, "a", "a", true);
		FakeInstanceHandle handle = new FakeInstanceHandle(1) {

			@Override
			public void kill() {
				super.kill();
				exit(InstanceExit.requested(null));
			}

		};
		assertThat(adopt(handle)).isEmpty();
		assertThat(handle.calls()).containsExactly("kill");
	}

	@Test
	void instanceThatEndsMeanwhileIsNotWaitedFor() throws IOException {
		launched(0, "a", "a", true);
		FakeInstanceHandle handle = new FakeInstanceHandle(1);
		handle.exit(InstanceExit.requested(null));
		Adoption adoption = new Adoption(this.records, (record, process) -> handle, () -> {
		}, Duration.ofDays(1));
		assertThat(adoption.run()).isEmpty();
	}

	@Test
	void nobodyMayComeBackBeforeItIsKnownWhoMay() throws IOException {
		launched(0, "a", "a", true);
		launched(1, "b", "b", true);
		FakeInstanceHandle handle = new FakeInstanceHandle(1);
		Adoption adoption = new Adoption(this.records, (record, process) -> {
			this.taken.add(record);
			return handle;
		}, () -> {
			assertThat(this.taken).hasSize(2);
			handle.becomeReady(ADDRESS);
		}, Duration.ofDays(1));
		assertThat(adoption.run()).extracting(Survivor::index).containsExactly(0, 1);
	}

	private List<Survivor> adopt(FakeInstanceHandle handle) {
		return new Adoption(this.records, (record, process) -> {
			this.taken.add(record);
			return handle;
		}, () -> {
		}, Duration.ofMillis(200)).run();
	}

	private LaunchRecord launched(int index, String carried, String recorded, boolean ready) throws IOException {
		Process process = start(carried);
		return write(new LaunchRecord(index, 3, 100, "AdoptionTests" + recorded,
				ProcessIdentity.of(process.pid()).orElseThrow(), ready, Release.INITIAL));
	}

	private LaunchRecord write(LaunchRecord record) throws IOException {
		this.records.write(record);
		return record;
	}

	private Process start(String token) throws IOException {
		ProcessBuilder builder = new ProcessBuilder("sleep", "1000");
		builder.environment().put(LinkEnvironment.TOKEN, "AdoptionTests" + token);
		Process process = builder.start();
		this.processes.add(process);
		return process;
	}

}
