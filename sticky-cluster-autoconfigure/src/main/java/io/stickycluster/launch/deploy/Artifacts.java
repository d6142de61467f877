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
import java.util.Set;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import io.stickycluster.launch.Artifact;

/**
 * What can be deployed: the jar that the supervisor itself was started of, and those of a
 * directory. Confined to one thread, which may block for as long as it takes to copy one.
 */
public final class Artifacts {

	private final @Nullable DeployDirectory directory;

	private final @Nullable Path own;

	private final @Nullable ArtifactStore store;

	private Artifacts() {
		this.directory = null;
		this.own = null;
		this.store = null;
	}

	/**
	 * Create artifacts.
	 * @param directory where artifacts are deployed from, {@code null} for nowhere
	 * @param own the jar that the supervisor was started of, {@code null} for none
	 * @param store the directory for the private copies, which is made if it does not
	 * exist
	 * @param onDelete told of each copy that is about to be deleted
	 */
	public Artifacts(@Nullable Path directory, @Nullable Path own, Path store, Consumer<Path> onDelete) {
		this.directory = (directory != null) ? new DeployDirectory(directory) : null;
		this.own = (own != null) ? own.toAbsolutePath() : null;
		this.store = new ArtifactStore(store.toAbsolutePath(), onDelete);
	}

	/**
	 * Return artifacts where there are none.
	 * @return nothing that can be deployed
	 */
	public static Artifacts none() {
		return new Artifacts();
	}

	/**
	 * Copy the jar that the supervisor was started of.
	 * @return the artifact, {@code null} when there is none or it only works where it is
	 * @throws IOException if it cannot be copied
	 */
	public @Nullable Artifact own() throws IOException {
		Path own = this.own;
		if (own == null || !Files.isRegularFile(own)) {
			return null;
		}
		ArtifactJar jar = ArtifactJar.read(own);
		return (jar.mainClass() != null && jar.isSelfContained()) ? copy(own) : null;
	}

	/**
	 * Return whether an artifact is of the jar that the supervisor was started of.
	 * @param artifact the artifact
	 * @return whether it is
	 */
	public boolean isOwn(Artifact artifact) {
		return artifact.origin().equals(this.own);
	}

	/**
	 * Return whether there is a directory that artifacts are deployed from.
	 * @return whether there is
	 */
	public boolean hasDirectory() {
		return this.directory != null;
	}

	/**
	 * Copy an artifact of the directory.
	 * @param name its name
	 * @return the artifact
	 * @throws IOException if it cannot be copied
	 * @throws InvalidArtifactException if it cannot be deployed
	 */
	public Artifact deployed(String name) throws IOException {
		if (this.directory == null) {
			throw new InvalidArtifactException("There is no directory to deploy from");
		}
		return copy(this.directory.find(name));
	}

	/**
	 * Copy an artifact again if its original is another one by now.
	 * @param artifact the artifact
	 * @return what the original is now, or the artifact itself when that is the same or
	 * gone
	 * @throws IOException if it cannot be copied
	 * @throws InvalidArtifactException if it cannot be deployed as it is now
	 */
	public Artifact renew(Artifact artifact) throws IOException {
		Path origin = artifact.origin();
		if (Files.notExists(origin)) {
			return artifact;
		}
		if (this.directory != null && this.directory.contains(origin)) {
			this.directory.find(artifact.name());
		}
		return ArtifactStore.checksum(origin).equals(artifact.checksum()) ? artifact : copy(origin);
	}

	private Artifact copy(Path origin) throws IOException {
		if (this.store == null) {
			throw new IllegalStateException("There is no place for copies");
		}
		return this.store.copy(origin);
	}

	/**
	 * Return whether a copy is there and still what it was.
	 * @param artifact the artifact
	 * @return whether it can be launched
	 */
	public boolean isIntact(Artifact artifact) {
		return this.store != null && this.store.isIntact(artifact);
	}

	/**
	 * Delete the copies that nobody needs any more.
	 * @param checksums how the checksums of those that are needed begin
	 */
	public void retain(Set<String> checksums) {
		if (this.store != null) {
			this.store.retain(checksums);
		}
	}

}
