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

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

import org.springframework.util.FileSystemUtils;

/**
 * A directory with one subdirectory per application, Java version and way to start it.
 * Clusters that use one hold a lock on it; of the others the oldest are removed. Not
 * thread-safe.
 */
final class ClassDataCache implements Closeable {

	private static final int MAX_ENTRIES = 4;

	private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rwx------");

	private static final String LOCK = "lock";

	private final Path directory;

	private final Map<String, FileChannel> locked = new HashMap<>();

	ClassDataCache(Path directory) {
		this.directory = directory;
	}

	/**
	 * Open an entry and keep others from removing it until {@link #close()}.
	 * @param key the entry's key
	 * @return the entry's directory, which no other user can read
	 * @throws IOException if it cannot be made
	 */
	Path open(String key) throws IOException {
		Path entry = this.directory.resolve(key);
		if (this.locked.containsKey(key)) {
			return entry;
		}
		createPrivate(entry);
		FileChannel channel = FileChannel.open(entry.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.READ,
				StandardOpenOption.WRITE);
		this.locked.put(key, channel);
		lockShared(channel);
		Files.setLastModifiedTime(entry.resolve(LOCK), FileTime.from(Instant.now()));
		removeOldest();
		return entry;
	}

	private void createPrivate(Path entry) throws IOException {
		if (!entry.getFileSystem().supportedFileAttributeViews().contains("posix")) {
			Files.createDirectories(entry);
			return;
		}
		Files.createDirectories(entry, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
		// Somebody else could have made it before, to have our JVMs run what he likes
		Path probe = Files.createTempFile(entry, "owner-", null);
		try {
			requireOwner(Files.getOwner(probe), entry);
			requireOwner(Files.getOwner(probe), this.directory);
		}
		finally {
			Files.delete(probe);
		}
		Files.setPosixFilePermissions(this.directory, OWNER_ONLY);
	}

	private void requireOwner(UserPrincipal owner, Path directory) throws IOException {
		if (!owner.equals(Files.getOwner(directory))) {
			throw new IOException(directory + " belongs to somebody else");
		}
	}

	private void lockShared(FileChannel channel) throws IOException {
		try {
			// Waits for nobody but a removal, which takes no time
			channel.lock(0, Long.MAX_VALUE, true);
		}
		catch (OverlappingFileLockException ex) {
			// Another cluster of this JVM holds it
		}
	}

	private void removeOldest() throws IOException {
		List<Path> entries;
		try (Stream<Path> children = Files.list(this.directory)) {
			entries = children.filter((child) -> Files.exists(child.resolve(LOCK)))
				.sorted(Comparator.comparing(ClassDataCache::lastUse).reversed())
				.toList();
		}
		for (Path entry : entries.subList(Math.min(MAX_ENTRIES, entries.size()), entries.size())) {
			if (!this.locked.containsKey(entry.getFileName().toString())) {
				removeUnlessLocked(entry);
			}
		}
	}

	private static FileTime lastUse(Path entry) {
		try {
			return Files.getLastModifiedTime(entry.resolve(LOCK));
		}
		catch (IOException ex) {
			return FileTime.fromMillis(0);
		}
	}

	private void removeUnlessLocked(Path entry) throws IOException {
		try (FileChannel channel = FileChannel.open(entry.resolve(LOCK), StandardOpenOption.WRITE);
				FileLock lock = channel.tryLock()) {
			if (lock != null) {
				FileSystemUtils.deleteRecursively(entry);
			}
		}
		catch (OverlappingFileLockException ex) {
			// Another cluster of this JVM uses it
		}
	}

	/**
	 * Let others remove an entry.
	 * @param key the entry's key
	 * @throws IOException if it cannot be let go of
	 */
	void release(String key) throws IOException {
		FileChannel channel = this.locked.remove(key);
		if (channel != null) {
			channel.close();
		}
	}

	@Override
	public void close() throws IOException {
		for (FileChannel channel : this.locked.values()) {
			channel.close();
		}
		this.locked.clear();
	}

}
