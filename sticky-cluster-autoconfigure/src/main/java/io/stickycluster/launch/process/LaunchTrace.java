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
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import io.stickycluster.launch.survive.LaunchRecord;
import io.stickycluster.launch.survive.LaunchRecords;
import io.stickycluster.launch.survive.ProcessIdentity;
import io.stickycluster.link.LinkEnvironment;
import io.stickycluster.logs.FollowedFile;

/**
 * What a launch leaves behind for the next supervisor: its record, and the file that its
 * output goes to, because a pipe would break or fill up when nobody reads it.
 * Thread-safe.
 */
final class LaunchTrace {

	private static final Log logger = LogFactory.getLog(LaunchTrace.class);

	private final LaunchRecords records;

	private final String survival;

	private LaunchRecord record;

	private boolean deleted;

	private @Nullable FollowedFile output;

	LaunchTrace(LaunchRecords records, Survival survival, LaunchRecord record) {
		this.records = records;
		this.survival = survival.seconds();
		this.record = record;
	}

	synchronized LaunchRecord record() {
		return this.record;
	}

	/**
	 * Leave the first trace, before there is a process.
	 * @return the file for its output
	 * @throws IOException if that cannot be done
	 */
	synchronized Path begin() throws IOException {
		this.records.write(this.record);
		Path file = this.records.output(this.record);
		Files.deleteIfExists(file);
		return Files.createFile(file,
				PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
	}

	/**
	 * Return the variables by which the instance and its guardian know.
	 * @return the environment variables
	 */
	Map<String, String> environment() {
		return Map.of(LinkEnvironment.SURVIVE, this.survival);
	}

	void started(long pid) {
		ProcessIdentity.of(pid).ifPresent((process) -> update(record().started(process)));
	}

	void ready() {
		update(record().readied());
	}

	private synchronized void update(LaunchRecord record) {
		if (this.deleted) {
			return;
		}
		this.record = record;
		try {
			this.records.write(record);
		}
		catch (IOException ex) {
			logger.warn("The next supervisor will not know %s: %s".formatted(record.name(), ex));
		}
	}

	/**
	 * Follow the output from where it was last followed to.
	 * @return the output, which ends when told so by {@link #endOutput}
	 * @throws IOException if it cannot be opened
	 */
	synchronized InputStream followOutput() throws IOException {
		FollowedFile followed = FollowedFile.open(this.records.output(this.record));
		this.output = followed;
		return followed;
	}

	/**
	 * Read what is there to its end, and wait for no more.
	 */
	synchronized void endOutput() {
		if (this.output != null) {
			this.output.end();
		}
	}

	synchronized void delete() {
		this.deleted = true;
		this.records.delete(this.record);
	}

}
