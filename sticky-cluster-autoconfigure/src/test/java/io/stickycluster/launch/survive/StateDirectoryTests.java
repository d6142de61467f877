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

package io.stickycluster.launch.survive;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import io.stickycluster.launch.Artifact;
import io.stickycluster.launch.Release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link StateDirectory}, {@link LaunchRecords} and {@link ProcessIdentity}.
 */
@ExtendWith(OutputCaptureExtension.class)
class StateDirectoryTests {

	private static final ProcessIdentity PROCESS = new ProcessIdentity(42, "boot/4711");

	private static final LaunchRecord RECORD = new LaunchRecord(2, 7, 100, "secret", null, false, Release.INITIAL);

	@TempDir
	Path temporary;

	private StateDirectory directory;

	@BeforeEach
	void open() throws IOException {
		Path path = Files.createDirectory(this.temporary.resolve("state"));
		Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
		this.directory = StateDirectory.open(path, Duration.ZERO);
	}

	@AfterEach
	void close() throws IOException {
		this.directory.close();
	}

	@Test
	void oneSupervisorAtATimeHasItAndNobodyElseCanEnterIt() throws IOException {
		assertThat(mode(this.directory.path())).isEqualTo("rwx------");
		assertThat(StateDirectory.open(this.directory.path(), Duration.ofMillis(100))).isNull();
		this.directory.close();
		Path draft = Files.createFile(this.directory.path().resolve("roster.properties-1.draft"));
		this.directory = StateDirectory.open(this.directory.path(), Duration.ZERO);
		assertThat(this.directory).isNotNull();
		assertThat(draft).doesNotExist();
	}

	@Test
	void secretStaysTheSame() throws IOException {
		byte[] secret = this.directory.secret("key", 32);
		assertThat(this.directory.secret("key", 32)).hasSize(32).isEqualTo(secret);
		assertThat(mode(this.directory.path().resolve("key"))).isEqualTo("rw-------");
		Files.write(this.directory.path().resolve("key"), new byte[3]);
		assertThat(this.directory.secret("key", 32)).hasSize(32).isNotEqualTo(secret);
	}

	@Test
	void fileIsReplacedAsAWhole() throws IOException {
		this.directory.write("file", (output) -> output.write(1));
		assertThatExceptionOfType(IOException.class).isThrownBy(() -> this.directory.write("file", (output) -> {
			output.write(2);
			throw new IOException("disk full");
		}));
		assertThat(this.directory.path().resolve("file")).hasBinaryContent(new byte[] { 1 });
		assertThat(this.directory.path()).isDirectoryNotContaining("glob:**.draft");
	}

	@Test
	void recordsAreReadAsTheyWereWritten() throws IOException {
		LaunchRecords records = new LaunchRecords(this.directory);
		Artifact artifact = new Artifact(Path.of("/deploy/app.jar"), Path.of("/store/abc/app.jar"), "abc", "1.0");
		LaunchRecord deployed = new LaunchRecord(0, 1, 0, "other", PROCESS, true,
				new Release(artifact, Map.of("A", "1"), Map.of("b.c", "2")));
		records.write(RECORD);
		records.write(deployed);
		assertThat(records.read()).containsExactlyInAnyOrder(RECORD, deployed);
		records.write(RECORD.started(PROCESS).readied());
		assertThat(records.read()).contains(new LaunchRecord(2, 7, 100, "secret", PROCESS, true, Release.INITIAL));
		assertThat(mode(this.directory.path().resolve("instance-2-7.properties"))).isEqualTo("rw-------");
		Files.createFile(records.output(RECORD));
		records.delete(RECORD);
		assertThat(records.read()).containsExactly(deployed);
		assertThat(records.output(RECORD)).doesNotExist();
		assertThat(deployed.toString()).doesNotContain("other");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "index=2", "index=x\ngeneration=7", "\\u00zz", "index=-2\ngeneration=7",
			"index=3\ngeneration=7\nport-offset=0\ntoken=t\nrelease.own=true",
			"index=2\ngeneration=7\nport-offset=0\ntoken=t\npid=1\nrelease.own=true",
			"index=2\ngeneration=7\nport-offset=0\ntoken=\nrelease.own=true" })
	void damagedRecordIsIgnoredWithAWarning(String content, CapturedOutput output) throws IOException {
		Path file = Files.writeString(this.directory.path().resolve("instance-2-7.properties"), content);
		assertThat(new LaunchRecords(this.directory).read()).isEmpty();
		assertThat(output).contains(file.toString()).contains("damaged");
		assertThat(file).doesNotExist();
	}

	@Test
	void processIsToldFromAnotherOfItsId() throws Exception {
		ProcessIdentity self = ProcessIdentity.of(ProcessHandle.current().pid()).orElseThrow();
		assertThat(self.isAlive()).isTrue();
		assertThat(new ProcessIdentity(self.pid(), self.birth() + "1").isAlive()).isFalse();
		Process child = new ProcessBuilder(List.of("sleep", "1000")).start();
		ProcessIdentity identity = ProcessIdentity.of(child.pid()).orElseThrow();
		assertThat(identity.isAlive()).isTrue();
		child.destroyForcibly().waitFor();
		assertThat(identity.isAlive()).isFalse();
	}

	private static String mode(Path path) throws IOException {
		return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
	}

}
