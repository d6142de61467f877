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
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

import org.jspecify.annotations.Nullable;

/**
 * A directory that nobody but its owner can enter, and that belongs to one supervisor at
 * a time. What is in it outlives that supervisor. Needs a file system with POSIX modes.
 */
public final class StateDirectory implements AutoCloseable {

	private static final Duration LOCK_POLL_INTERVAL = Duration.ofMillis(50);

	private static final String LOCK = "lock";

	private static final String DRAFT = ".draft";

	private final Path path;

	private final FileChannel lock;

	private StateDirectory(Path path, FileChannel lock) {
		this.path = path;
		this.lock = lock;
	}

	/**
	 * Open a directory, and keep others out of it until {@link #close()}. Blocks while
	 * the former supervisor is about to end.
	 * @param path the directory, which is made if it does not exist
	 * @param patience how long to wait for another supervisor to leave it
	 * @return the directory, {@code null} when another supervisor has it
	 * @throws IOException if it cannot be made, or belongs to somebody else
	 */
	public static @Nullable StateDirectory open(Path path, Duration patience) throws IOException {
		Path directory = path.toAbsolutePath().normalize();
		Files.createDirectories(directory,
				PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
		Path own = Files.createTempFile(directory, "owner-", DRAFT);
		try {
			if (!Files.getOwner(directory, LinkOption.NOFOLLOW_LINKS).equals(Files.getOwner(own))) {
				throw new IOException(directory + " belongs to another user");
			}
		}
		finally {
			Files.deleteIfExists(own);
		}
		// One that was there before may have been open to others
		Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
		FileChannel channel = FileChannel.open(directory.resolve(LOCK), StandardOpenOption.CREATE,
				StandardOpenOption.WRITE);
		if (!awaitLock(channel, patience)) {
			channel.close();
			return null;
		}
		deleteDrafts(directory);
		return new StateDirectory(directory, channel);
	}

	private static void deleteDrafts(Path directory) throws IOException {
		// A supervisor was killed while it wrote them
		try (DirectoryStream<Path> drafts = Files.newDirectoryStream(directory, "*" + DRAFT)) {
			for (Path draft : drafts) {
				Files.deleteIfExists(draft);
			}
		}
	}

	private static boolean awaitLock(FileChannel channel, Duration patience) throws IOException {
		long deadline = System.nanoTime() + patience.toNanos();
		while (tryLock(channel) == null) {
			if (System.nanoTime() - deadline >= 0 || Thread.currentThread().isInterrupted()) {
				return false;
			}
			LockSupport.parkNanos(LOCK_POLL_INTERVAL.toNanos());
		}
		return true;
	}

	private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
		try {
			return channel.tryLock();
		}
		catch (OverlappingFileLockException ex) {
			// Another supervisor of this JVM
			return null;
		}
	}

	/**
	 * Return where the directory is.
	 * @return its absolute path
	 */
	public Path path() {
		return this.path;
	}

	/**
	 * Return a secret that stays the same.
	 * @param name the name of the file that it is kept in
	 * @param length how many bytes it has
	 * @return the secret, a new one when there is none of that length
	 * @throws IOException if it can be neither read nor written
	 */
	public byte[] secret(String name, int length) throws IOException {
		Path file = this.path.resolve(name);
		if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) && Files.size(file) == length) {
			return Files.readAllBytes(file);
		}
		byte[] secret = new byte[length];
		new SecureRandom().nextBytes(secret);
		write(name, (output) -> output.write(secret));
		return secret;
	}

	/**
	 * Replace a file, all of it or nothing. Its owner alone can read it. It outlives this
	 * process, not the machine.
	 * @param name the file's name
	 * @param content writes the content
	 * @throws IOException if it cannot be written
	 */
	public void write(String name, Content content) throws IOException {
		// Files of this kind are made for their owner only
		Path draft = Files.createTempFile(this.path, name + "-", DRAFT);
		try {
			try (FileChannel channel = FileChannel.open(draft, StandardOpenOption.WRITE);
					OutputStream output = Channels.newOutputStream(channel)) {
				content.writeTo(output);
			}
			Files.move(draft, this.path.resolve(name), StandardCopyOption.ATOMIC_MOVE,
					StandardCopyOption.REPLACE_EXISTING);
		}
		finally {
			Files.deleteIfExists(draft);
		}
	}

	/**
	 * Let others in.
	 */
	@Override
	public void close() throws IOException {
		this.lock.close();
	}

	/**
	 * Writes the content of a file.
	 */
	@FunctionalInterface
	public interface Content {

		/**
		 * Write the content.
		 * @param output where to, not buffered
		 * @throws IOException if it cannot be written
		 */
		void writeTo(OutputStream output) throws IOException;

	}

}
