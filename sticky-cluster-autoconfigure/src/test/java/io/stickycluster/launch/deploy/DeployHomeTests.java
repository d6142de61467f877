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

package io.stickycluster.launch.deploy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.stickycluster.launch.Artifact;
import io.stickycluster.launch.Release;
import io.stickycluster.launch.deploy.DeployMemory.State;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

/**
 * Tests for {@link DeployHome}.
 */
class DeployHomeTests {

	@TempDir
	private Path temp;

	private Path directory;

	private DeployHome home;

	@BeforeEach
	void open() throws IOException {
		this.directory = this.temp.resolve("deploy/home");
		this.home = DeployHome.open(this.directory);
	}

	@AfterEach
	void close() throws IOException {
		this.home.close();
	}

	@Test
	void nothingIsRememberedAtFirst() throws IOException {
		assertThat(this.home.read()).isNull();
	}

	@Test
	void nextOneReadsWhatWasWritten() throws IOException {
		Artifact artifact = new Artifact(Path.of("/srv/äpp 2.0.jar"),
				this.home.artifacts().resolve("abc").resolve("äpp 2.0.jar"), "abc", "2.0");
		Artifact unversioned = new Artifact(Path.of("/srv/b.jar"), this.home.artifacts().resolve("def/b.jar"), "def",
				null);
		State state = new State("fff",
				List.of(new Release(artifact, Map.of("A", "x = y\n", "B.c", ""), Map.of("shop.url", "http://a:1/é")),
						new Release(unversioned), Release.INITIAL));
		this.home.write(new State("eee", List.of(Release.INITIAL)));
		this.home.write(state);
		this.home.close();
		this.home = DeployHome.open(this.directory);
		assertThat(this.home.read()).isEqualTo(state);
		assertThat(this.directory).isDirectoryNotContaining("glob:**.draft");
		assertThat(PosixFilePermissions
			.toString(Files.getPosixFilePermissions(this.directory.resolve("releases.properties"))))
			.isEqualTo("rw-------");
	}

	@Test
	void brokenFileIsAnError() throws IOException {
		Path file = this.directory.resolve("releases.properties");
		Files.writeString(file, "\\uXYZ");
		assertThatIOException().isThrownBy(this.home::read);
		Files.writeString(file, "base=abc\n");
		assertThatIOException().isThrownBy(this.home::read).withMessageContaining("is not complete");
		Files.writeString(file, "base=abc\n0.checksum=abc\n");
		assertThatIOException().isThrownBy(this.home::read).withMessageContaining("is not complete");
	}

	@Test
	void oneSupervisorAtATimeHasIt() throws IOException {
		assertThat(DeployHome.open(this.directory)).isNull();
		this.home.close();
		this.home = DeployHome.open(this.directory);
		assertThat(this.home).isNotNull();
	}

}
