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
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link PrivateDirectory}.
 */
class PrivateDirectoryTests {

	@TempDir
	Path parent;

	@Test
	@DisabledOnOs(OS.WINDOWS)
	void onlyItsOwnerCanEnter() throws IOException {
		try (PrivateDirectory directory = PrivateDirectory.create()) {
			assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.path())))
				.isEqualTo("rwx------");
			assertThat(directory.path()).isAbsolute();
		}
	}

	@Test
	void closeDeletesAllThatIsInItButNothingBehindLinks() throws IOException {
		Path outside = Files.createDirectory(this.parent.resolve("outside"));
		Files.createFile(outside.resolve("precious"));
		PrivateDirectory directory = PrivateDirectory.create(this.parent);
		Files.createFile(Files.createDirectories(directory.path().resolve("a/b")).resolve("c"));
		Files.createSymbolicLink(directory.path().resolve("link"), outside);
		directory.close();
		assertThat(directory.path()).doesNotExist();
		assertThat(outside.resolve("precious")).exists();
	}

	@Test
	void whatADeadSupervisorLeftIsDeletedByTheNext() throws IOException {
		Path stale = Files.createDirectory(this.parent.resolve("sticky-cluster-123"));
		Files.createFile(stale.resolve("lock"));
		Files.createFile(stale.resolve("link"));
		try (PrivateDirectory directory = PrivateDirectory.create(this.parent)) {
			assertThat(stale).doesNotExist();
			assertThat(directory.path()).exists();
		}
		assertThat(this.parent).isEmptyDirectory();
	}

	@Test
	void directoryOfALivingSupervisorStays() throws Exception {
		Path living = Files.createDirectory(this.parent.resolve("sticky-cluster-123"));
		Path lock = Files.createFile(living.resolve("lock"));
		Process other = new ProcessBuilder("python3", "-u", "-c",
				"import fcntl, sys, time\nf = open(sys.argv[1], 'w')\n"
						+ "fcntl.lockf(f, fcntl.LOCK_EX)\nprint('locked')\ntime.sleep(1000)",
				lock.toString())
			.start();
		assertThat(other.inputReader().readLine()).isEqualTo("locked");
		try (PrivateDirectory own = PrivateDirectory.create(this.parent)) {
			PrivateDirectory.create(this.parent).close();
			assertThat(living).exists();
			assertThat(own.path()).exists();
		}
		finally {
			other.destroyForcibly().waitFor();
		}
	}

	@Test
	void otherDirectoriesStay() throws IOException {
		Path other = Files.createDirectory(this.parent.resolve("sticky-cluster-data"));
		Files.createFile(other.resolve("precious"));
		Path target = Files.createDirectory(this.parent.resolve("target"));
		Files.createFile(target.resolve("lock"));
		Files.createSymbolicLink(this.parent.resolve("sticky-cluster-link"), target);
		PrivateDirectory.create(this.parent).close();
		assertThat(other.resolve("precious")).exists();
		assertThat(target.resolve("lock")).exists();
	}

}
