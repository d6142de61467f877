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
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import io.stickycluster.link.LinkServer;

/**
 * A directory of this supervisor that nobody but its owner can enter (mode 0700), deleted
 * with all that is in it on close.
 *
 * <p>
 * A locked file in it says that its supervisor lives. The system releases the lock of one
 * that was killed; what such a one has left behind is deleted by the next. A process id
 * in the name would not tell: containers that share a directory do not see each other's.
 */
public final class PrivateDirectory implements AutoCloseable {

	private static final String PREFIX = "sticky-cluster-";

	private static final String UNFINISHED_PREFIX = ".sticky-cluster-";

	private static final String LOCK = "lock";

	private static final Log logger = LogFactory.getLog(PrivateDirectory.class);

	private final Path path;

	private final FileChannel lock;

	private PrivateDirectory(Path path, FileChannel lock) {
		this.path = path;
		this.lock = lock;
	}

	/**
	 * Create a directory in the JVM's directory for temporary files, or, if a socket's
	 * path would be too long there, in the user's runtime directory.
	 * @return the new directory
	 * @throws IOException if it cannot be created
	 */
	public static PrivateDirectory create() throws IOException {
		Path temporary = Path.of(System.getProperty("java.io.tmpdir")).toAbsolutePath();
		PrivateDirectory directory = create(temporary);
		if (!LinkServer.fits(directory.path())) {
			Path runtime = Path.of("/run/user").resolve(String.valueOf(owner(directory.path())));
			if (Files.isDirectory(runtime) && Files.isWritable(runtime)) {
				directory.close();
				return create(runtime);
			}
		}
		return directory;
	}

	static PrivateDirectory create(Path parent) throws IOException {
		deleteStale(parent);
		// Under its final name only once it is locked, so that nobody takes it for stale
		Path unfinished = Files.createTempDirectory(parent, UNFINISHED_PREFIX);
		FileChannel lock = FileChannel.open(unfinished.resolve(LOCK), StandardOpenOption.CREATE_NEW,
				StandardOpenOption.WRITE);
		lock.lock();
		Path path = Files.move(unfinished, parent.resolve(unfinished.getFileName().toString().substring(1)));
		return new PrivateDirectory(path, lock);
	}

	/**
	 * Return where the directory is.
	 * @return its absolute path
	 */
	public Path path() {
		return this.path;
	}

	@Override
	public void close() {
		delete(this.path);
		try {
			this.lock.close();
		}
		catch (IOException ex) {
			logger.debug("Could not release the lock of " + this.path, ex);
		}
	}

	private static void deleteStale(Path parent) {
		try (DirectoryStream<Path> directories = Files.newDirectoryStream(parent, PREFIX + "*")) {
			for (Path directory : directories) {
				if (Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS) && isStale(directory)) {
					logger.debug("Deleting what a former supervisor has left behind: " + directory);
					delete(directory);
				}
			}
		}
		catch (IOException ex) {
			logger.debug("Could not look for what a former supervisor has left behind", ex);
		}
	}

	private static boolean isStale(Path directory) {
		Path file = directory.resolve(LOCK);
		try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
				FileLock lock = channel.tryLock()) {
			return lock != null;
		}
		catch (OverlappingFileLockException ex) {
			// Of another supervisor in this JVM
			return false;
		}
		catch (IOException ex) {
			// Another user's, or none of ours
			return false;
		}
	}

	private static Object owner(Path path) throws IOException {
		return Files.getFileStore(path).supportsFileAttributeView("unix") ? Files.getAttribute(path, "unix:uid") : "";
	}

	private static void delete(Path directory) {
		try (Stream<Path> files = Files.walk(directory)) {
			// Links are not followed
			List<Path> deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
			for (Path file : deepestFirst) {
				Files.deleteIfExists(file);
			}
		}
		catch (IOException | UncheckedIOException ex) {
			logger.warn("Could not delete '" + directory + "'", ex);
		}
	}

}
