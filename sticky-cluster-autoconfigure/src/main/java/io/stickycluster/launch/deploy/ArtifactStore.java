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
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.springframework.util.FileSystemUtils;

import io.stickycluster.launch.Artifact;

/**
 * Private copies of artifacts, one directory each that is named by the checksum. What
 * runs is a copy, so that the original may be replaced or deleted at any time. Confined
 * to one thread, which may block.
 */
final class ArtifactStore {

	private static final Log logger = LogFactory.getLog(ArtifactStore.class);

	private static final Pattern CHECKSUM = Pattern.compile("[0-9a-f]{64}");

	private static final String UNFINISHED = "copying-";

	private final Path directory;

	private final Consumer<Path> onDelete;

	/**
	 * Create a store.
	 * @param directory the store's own directory, which is made if it does not exist
	 * @param onDelete told of each copy that is about to be deleted
	 */
	ArtifactStore(Path directory, Consumer<Path> onDelete) {
		this.directory = directory;
		this.onDelete = onDelete;
	}

	/**
	 * Copy an artifact, unless that was done before.
	 * @param origin the file to copy
	 * @return the artifact
	 * @throws IOException if it cannot be copied
	 * @throws InvalidArtifactException if it cannot be deployed
	 */
	Artifact copy(Path origin) throws IOException {
		createPrivate(this.directory);
		FileTime modified = Files.getLastModifiedTime(origin);
		Path temporary = Files.createTempDirectory(this.directory, UNFINISHED);
		try {
			String name = origin.getFileName().toString();
			Path copy = temporary.resolve(name);
			String checksum = transfer(origin, copy);
			if (!modified.equals(Files.getLastModifiedTime(origin)) || Files.size(copy) != Files.size(origin)) {
				throw new InvalidArtifactException("'%s' was changed while it was copied".formatted(name));
			}
			ArtifactJar jar = ArtifactJar.read(copy).requireDeployable(name);
			Path entry = this.directory.resolve(checksum);
			createPrivate(entry);
			Path file = entry.resolve(name);
			if (!Files.exists(file)) {
				Files.move(copy, file, StandardCopyOption.ATOMIC_MOVE);
			}
			return new Artifact(origin, file, checksum, jar.version());
		}
		finally {
			FileSystemUtils.deleteRecursively(temporary);
		}
	}

	/**
	 * Return whether a copy is there and still what it was.
	 * @param artifact the artifact
	 * @return whether it can be launched
	 */
	boolean isIntact(Artifact artifact) {
		try {
			return artifact.file().startsWith(this.directory) && checksum(artifact.file()).equals(artifact.checksum());
		}
		catch (IOException ex) {
			return false;
		}
	}

	/**
	 * Delete the copies that nobody needs any more.
	 * @param checksums how the checksums of the copies that are needed begin
	 */
	void retain(Set<String> checksums) {
		for (Path entry : entries()) {
			String name = entry.getFileName().toString();
			boolean copy = CHECKSUM.matcher(name).matches();
			if ((copy && checksums.stream().noneMatch(name::startsWith)) || name.startsWith(UNFINISHED)) {
				delete(entry);
			}
		}
	}

	private void delete(Path entry) {
		try {
			try (Stream<Path> files = Files.list(entry)) {
				files.forEach(this.onDelete);
			}
			FileSystemUtils.deleteRecursively(entry);
		}
		catch (IOException ex) {
			logger.warn("A copy that is not needed any more could not be deleted: " + ex);
		}
	}

	private List<Path> entries() {
		if (!Files.isDirectory(this.directory)) {
			return List.of();
		}
		try (Stream<Path> entries = Files.list(this.directory)) {
			return entries.toList();
		}
		catch (IOException ex) {
			logger.warn("The copies of artifacts could not be listed: " + ex);
			return List.of();
		}
	}

	/**
	 * Compute the checksum of a file.
	 * @param file the file
	 * @return its SHA-256 checksum in hexadecimal digits
	 * @throws IOException if it cannot be read
	 */
	static String checksum(Path file) throws IOException {
		return digest(file, OutputStream.nullOutputStream());
	}

	private static String transfer(Path origin, Path copy) throws IOException {
		try (OutputStream output = Files.newOutputStream(copy)) {
			return digest(origin, output);
		}
	}

	private static String digest(Path file, OutputStream output) throws IOException {
		MessageDigest digest = sha256();
		try (InputStream input = new DigestInputStream(Files.newInputStream(file), digest)) {
			input.transferTo(output);
		}
		return HexFormat.of().formatHex(digest.digest());
	}

	private static MessageDigest sha256() {
		try {
			return MessageDigest.getInstance("SHA-256");
		}
		catch (NoSuchAlgorithmException ex) {
			// Every Java platform has it
			throw new IllegalStateException(ex);
		}
	}

	static void createPrivate(Path directory) throws IOException {
		if (!directory.getFileSystem().supportedFileAttributeViews().contains("posix")) {
			Files.createDirectories(directory);
			return;
		}
		Files.createDirectories(directory,
				PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
	}

}
