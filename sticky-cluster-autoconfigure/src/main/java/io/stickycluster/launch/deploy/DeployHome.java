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
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;

import org.jspecify.annotations.Nullable;

import io.stickycluster.launch.Release;

/**
 * {@link DeployMemory} in a directory that belongs to one supervisor at a time, with the
 * copies that it speaks of beside it.
 */
public final class DeployHome implements DeployMemory, AutoCloseable {

	private static final String STATE = "releases.properties";

	private final Path directory;

	private final FileChannel lock;

	private DeployHome(Path directory, FileChannel lock) {
		this.directory = directory;
		this.lock = lock;
	}

	/**
	 * Open a home, and keep others out of it until {@link #close()}.
	 * @param directory the directory, which is made if it does not exist
	 * @return the home, {@code null} when another supervisor has it
	 * @throws IOException if it cannot be made
	 */
	public static @Nullable DeployHome open(Path directory) throws IOException {
		ArtifactStore.createPrivate(directory);
		FileChannel channel = FileChannel.open(directory.resolve("lock"), StandardOpenOption.CREATE,
				StandardOpenOption.WRITE);
		if (tryLock(channel) == null) {
			channel.close();
			return null;
		}
		return new DeployHome(directory, channel);
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
	 * Return the place for the copies.
	 * @return a directory, which need not exist
	 */
	public Path artifacts() {
		return this.directory.resolve("artifacts");
	}

	@Override
	public @Nullable State read() throws IOException {
		Path file = this.directory.resolve(STATE);
		if (!Files.exists(file)) {
			return null;
		}
		Properties properties = new Properties();
		try (InputStream input = Files.newInputStream(file)) {
			properties.load(input);
		}
		catch (IllegalArgumentException ex) {
			throw new IOException(file + " is malformed", ex);
		}
		List<Release> good = new ArrayList<>();
		for (int i = 0; ReleaseProperties.isPresent(properties, i + "."); i++) {
			good.add(ReleaseProperties.read(properties, i + ".", artifacts()));
		}
		String base = properties.getProperty("base");
		if (base == null || good.isEmpty()) {
			throw new IOException(file + " is not complete");
		}
		return new State(base, good);
	}

	@Override
	public void write(State state) throws IOException {
		Properties properties = new Properties();
		properties.setProperty("base", state.base());
		for (int i = 0; i < state.good().size(); i++) {
			ReleaseProperties.write(properties, i + ".", state.good().get(i));
		}
		Path draft = Files.createTempFile(this.directory, "releases-", ".draft");
		try {
			try (FileChannel channel = FileChannel.open(draft, StandardOpenOption.WRITE);
					OutputStream output = Channels.newOutputStream(channel)) {
				properties.store(output, null);
				output.flush();
				channel.force(true);
			}
			Files.move(draft, this.directory.resolve(STATE), StandardCopyOption.ATOMIC_MOVE,
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

}
