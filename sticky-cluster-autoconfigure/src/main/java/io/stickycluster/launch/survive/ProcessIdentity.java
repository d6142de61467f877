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
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * One process, told from all others that have ever had its id.
 *
 * @param pid its id
 * @param birth when it was started, in the system's own words: a time of day would differ
 * whenever the clock is set
 */
public record ProcessIdentity(long pid, String birth) {

	private static final Path PROC = Path.of("/proc");

	private static final String BOOT = "sys/kernel/random/boot_id";

	/**
	 * Where the fields after a process's name have its state and the time of its start.
	 */
	private static final int STATE = 0;

	private static final int START = 19;

	private static final String ZOMBIE = "Z";

	/**
	 * Return the identity of a process that runs.
	 * @param pid its id
	 * @return the identity, empty when there is no such process or it has ended
	 */
	public static Optional<ProcessIdentity> of(long pid) {
		if (!Files.isDirectory(PROC.resolve("self"))) {
			return ProcessHandle.of(pid)
				.flatMap((process) -> process.info().startInstant())
				.map((start) -> new ProcessIdentity(pid, String.valueOf(start.toEpochMilli())));
		}
		try {
			String[] fields = fields(pid);
			return fields[STATE].equals(ZOMBIE) ? Optional.empty() : Optional
				.of(new ProcessIdentity(pid, Files.readString(PROC.resolve(BOOT)).strip() + "/" + fields[START]));
		}
		catch (IOException | IndexOutOfBoundsException ex) {
			return Optional.empty();
		}
	}

	private static String[] fields(long pid) throws IOException {
		String stat = Files.readString(PROC.resolve(pid + "/stat"), StandardCharsets.ISO_8859_1);
		// The name may hold anything
		return stat.substring(stat.lastIndexOf(')') + 2).split(" ");
	}

	/**
	 * Return whether this very process runs. One that has ended and that nobody has asked
	 * how does not.
	 * @return whether it does
	 */
	public boolean isAlive() {
		return of(this.pid).filter(this::equals).isPresent();
	}

	/**
	 * Return what a shell finds as the start of the process in {@code /proc/pid/stat}.
	 * @return the number
	 */
	public String startTicks() {
		return this.birth.substring(this.birth.indexOf('/') + 1);
	}

}
