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

import java.io.BufferedOutputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * The {@link LaunchRecord}s of a cluster, a file each. Thread-safe, as long as each
 * launch is written by one thread at a time.
 */
public final class LaunchRecords {

	private static final String SUFFIX = ".properties";

	private static final int MAX_BYTES = 1024 * 1024;

	private static final Log logger = LogFactory.getLog(LaunchRecords.class);

	private final StateDirectory directory;

	/**
	 * Create records.
	 * @param directory where they are kept
	 */
	public LaunchRecords(StateDirectory directory) {
		this.directory = directory;
	}

	/**
	 * Return where what an instance writes is kept.
	 * @param launch the launch
	 * @return the file, which need not exist
	 */
	public Path output(LaunchRecord launch) {
		return this.directory.path().resolve(launch.name() + ".out");
	}

	/**
	 * Keep a record, in the place of a former one of the launch.
	 * @param launch the launch
	 * @throws IOException if it cannot be kept
	 */
	public void write(LaunchRecord launch) throws IOException {
		this.directory.write(launch.name() + SUFFIX, (output) -> {
			BufferedOutputStream buffered = new BufferedOutputStream(output);
			launch.toProperties().store(buffered, null);
			buffered.flush();
		});
	}

	/**
	 * Delete all that is kept of a launch.
	 * @param launch the launch
	 */
	public void delete(LaunchRecord launch) {
		try (DirectoryStream<Path> files = Files.newDirectoryStream(this.directory.path(), launch.name() + ".*")) {
			for (Path file : files) {
				Files.deleteIfExists(file);
			}
		}
		catch (IOException ex) {
			logger.warn("Could not delete what is kept of " + launch.name() + ": " + ex);
		}
	}

	/**
	 * Read all records. What is damaged is left out, with a warning, and deleted.
	 * @return the launches of which something may run
	 * @throws IOException if they cannot be listed
	 */
	public List<LaunchRecord> read() throws IOException {
		List<LaunchRecord> records = new ArrayList<>();
		try (DirectoryStream<Path> files = Files.newDirectoryStream(this.directory.path(), "instance-*" + SUFFIX)) {
			for (Path file : files) {
				try {
					records.add(read(file));
				}
				catch (IOException ex) {
					logger.warn("Ignored what a former supervisor has left in " + file + ", because it is damaged: "
							+ ex.getMessage());
					Files.deleteIfExists(file);
				}
			}
		}
		return records;
	}

	private static LaunchRecord read(Path file) throws IOException {
		if (Files.size(file) > MAX_BYTES) {
			throw new IOException("too large");
		}
		Properties properties = new Properties();
		try {
			properties.load(new ByteArrayInputStream(Files.readAllBytes(file)));
		}
		catch (IllegalArgumentException ex) {
			throw new IOException("malformed", ex);
		}
		LaunchRecord launch = LaunchRecord.of(properties);
		if (!file.getFileName().toString().equals(launch.name() + SUFFIX)) {
			throw new IOException("it is of another instance");
		}
		return launch;
	}

}
