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
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.stickycluster.launch.Artifact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link Artifacts}, {@link DeployDirectory} and {@link ArtifactStore}.
 */
class ArtifactsTests {

	private static final Map<String, String> EXECUTABLE = Map.of("Main-Class", "com.example.App");

	@TempDir
	private Path temp;

	private Path directory;

	private Path store;

	private final List<Path> deleted = new ArrayList<>();

	private Artifacts artifacts;

	@BeforeEach
	void create() throws IOException {
		this.directory = Files.createDirectory(this.temp.resolve("deploy"));
		this.store = this.temp.resolve("store");
		this.artifacts = new Artifacts(this.directory, null, this.store, this.deleted::add);
	}

	@Test
	void artifactIsAPrivateCopy() throws IOException {
		Path origin = jar(this.directory.resolve("app-2.0.jar"), EXECUTABLE, "2.0");
		Artifact artifact = this.artifacts.deployed("app-2.0.jar");
		assertThat(artifact.file()).hasSameBinaryContentAs(origin)
			.isEqualTo(this.store.resolve(artifact.checksum()).resolve("app-2.0.jar"));
		assertThat(artifact.origin()).isEqualTo(origin);
		assertThat(artifact.version()).isEqualTo("2.0");
		assertThat(artifact.checksum()).matches("[0-9a-f]{64}").startsWith(artifact.shortChecksum());
		assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(artifact.file().getParent())))
			.isEqualTo("rwx------");
		assertThat(this.artifacts.deployed("app-2.0.jar")).isEqualTo(artifact);
		Files.delete(origin);
		assertThat(artifact.file()).exists();
	}

	@Test
	void versionIsThatOfTheManifestWithoutBuildInformation() throws IOException {
		jar(this.directory.resolve("a.jar"), Map.of("Main-Class", "A", "Implementation-Version", "1.5"), null);
		assertThat(this.artifacts.deployed("a.jar").version()).isEqualTo("1.5");
		jar(this.directory.resolve("b.jar"), EXECUTABLE, null);
		assertThat(this.artifacts.deployed("b.jar").version()).isNull();
	}

	@ParameterizedTest
	@ValueSource(strings = { "../app.jar", "/etc/passwd", "..", ".", "", "sub/app.jar", "sub/../app.jar", "./app.jar",
			"app.jar/", "..\\app.jar", ".hidden.jar", "a\0.jar" })
	void namesThatAreNoPlainFileNamesAreRefused(String name) throws IOException {
		jar(this.temp.resolve("app.jar"), EXECUTABLE, null);
		jar(this.directory.resolve("app.jar"), EXECUTABLE, null);
		jar(Files.createDirectory(this.directory.resolve("sub")).resolve("app.jar"), EXECUTABLE, null);
		assertThatExceptionOfType(InvalidArtifactException.class).isThrownBy(() -> this.artifacts.deployed(name))
			.withMessageContaining("is not the plain name of a file");
		assertThat(this.store).doesNotExist();
	}

	@Test
	void linksThatLeadOutAreRefusedAndOthersFollowed() throws IOException {
		jar(this.temp.resolve("outside.jar"), EXECUTABLE, null);
		jar(this.directory.resolve("app-2.0.jar"), EXECUTABLE, "2.0");
		Files.createSymbolicLink(this.directory.resolve("out.jar"), this.temp.resolve("outside.jar"));
		Files.createSymbolicLink(this.directory.resolve("current.jar"), Path.of("app-2.0.jar"));
		assertRefused("out.jar", "leads out of");
		assertThat(this.artifacts.deployed("current.jar").version()).isEqualTo("2.0");
	}

	@Test
	void whatIsNoExecutableJarIsRefused() throws IOException {
		assertRefused("none.jar", "There is no 'none.jar'");
		Files.createDirectory(this.directory.resolve("folder.jar"));
		assertRefused("folder.jar", "is no file");
		Files.writeString(this.directory.resolve("text.jar"), "text");
		assertRefused("text.jar", "'text.jar' is no jar");
		jar(this.directory.resolve("library.jar"), Map.of(), null);
		assertRefused("library.jar", "no 'Main-Class'");
		jar(this.directory.resolve("thin.jar"), Map.of("Main-Class", "A", "Class-Path", "lib/a.jar"), null);
		assertRefused("thin.jar", "'Class-Path'");
		byte[] whole = Files.readAllBytes(jar(this.directory.resolve("whole.jar"), EXECUTABLE, "1.0"));
		Files.write(this.directory.resolve("half.jar"), Arrays.copyOf(whole, whole.length / 2));
		assertRefused("half.jar", "'half.jar' is no jar");
		assertThat(this.store).isEmptyDirectory();
	}

	private void assertRefused(String name, String reason) {
		assertThatExceptionOfType(InvalidArtifactException.class).isThrownBy(() -> this.artifacts.deployed(name))
			.withMessageContaining(reason);
	}

	@Test
	void ownJarIsCopiedUnlessItNeedsOtherFiles() throws IOException {
		Path own = jar(this.temp.resolve("own.jar"), EXECUTABLE, "1.0");
		Artifacts artifacts = new Artifacts(null, own, this.store, this.deleted::add);
		Artifact artifact = artifacts.own();
		assertThat(artifact).isNotNull();
		assertThat(artifacts.isOwn(artifact)).isTrue();
		jar(own, Map.of("Main-Class", "A", "Class-Path", "lib/a.jar"), "1.0");
		assertThat(artifacts.own()).isNull();
		assertThat(new Artifacts(null, null, this.store, this.deleted::add).own()).isNull();
	}

	@Test
	void renewalTakesWhatIsThereByNow() throws IOException {
		Path origin = jar(this.directory.resolve("app.jar"), EXECUTABLE, "1.0");
		Artifact first = this.artifacts.deployed("app.jar");
		assertThat(this.artifacts.renew(first)).isSameAs(first);
		jar(origin, EXECUTABLE, "2.0");
		Artifact second = this.artifacts.renew(first);
		assertThat(second.version()).isEqualTo("2.0");
		assertThat(first.file()).exists();
		Files.delete(origin);
		assertThat(this.artifacts.renew(second)).isSameAs(second);
	}

	@Test
	void renewalDoesNotFollowALinkThatLeadsOut() throws IOException {
		Path origin = jar(this.directory.resolve("app.jar"), EXECUTABLE, "1.0");
		Artifact artifact = this.artifacts.deployed("app.jar");
		Files.delete(origin);
		Files.createSymbolicLink(origin, jar(this.temp.resolve("outside.jar"), EXECUTABLE, "2.0"));
		assertThatExceptionOfType(InvalidArtifactException.class).isThrownBy(() -> this.artifacts.renew(artifact));
	}

	@Test
	void damagedCopyIsNotIntact() throws IOException {
		jar(this.directory.resolve("app.jar"), EXECUTABLE, "1.0");
		Artifact artifact = this.artifacts.deployed("app.jar");
		assertThat(this.artifacts.isIntact(artifact)).isTrue();
		Files.writeString(artifact.file(), "other");
		assertThat(this.artifacts.isIntact(artifact)).isFalse();
		Files.delete(artifact.file());
		assertThat(this.artifacts.isIntact(artifact)).isFalse();
	}

	@Test
	void copiesThatNobodyNeedsAreDeleted() throws IOException {
		jar(this.directory.resolve("a.jar"), EXECUTABLE, "1.0");
		jar(this.directory.resolve("b.jar"), EXECUTABLE, "2.0");
		Artifact first = this.artifacts.deployed("a.jar");
		Artifact second = this.artifacts.deployed("b.jar");
		Path strange = Files.createDirectory(this.store.resolve("strange"));
		Files.createDirectory(this.store.resolve("copying-1"));
		this.artifacts.retain(Set.of(second.shortChecksum()));
		assertThat(this.store).isDirectoryNotContaining("glob:**copying*");
		assertThat(first.file().getParent()).doesNotExist();
		assertThat(second.file()).exists();
		assertThat(strange).exists();
		assertThat(this.deleted).containsExactly(first.file());
	}

	static Path jar(Path file, Map<String, String> attributes, String version) throws IOException {
		Manifest manifest = new Manifest();
		manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
		attributes.forEach((name, value) -> manifest.getMainAttributes().putValue(name, value));
		try (JarOutputStream output = new JarOutputStream(Files.newOutputStream(file), manifest)) {
			if (version != null) {
				output.putNextEntry(new JarEntry("BOOT-INF/classes/META-INF/build-info.properties"));
				output.write(("build.version=" + version).getBytes(StandardCharsets.UTF_8));
			}
		}
		return file;
	}

}
