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
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import io.stickycluster.link.LinkEnvironment;

/**
 * The processes that descend from one launch of an instance, to be ended with it.
 *
 * <p>
 * Where the system shows the environment of processes (Linux), those that carry the
 * launch's token are found even when their parents are long gone. Elsewhere, and for a
 * process that has overwritten its environment, it is those that descended from the
 * instance's process when it was asked to end. A {@link ProcessHandle} knows the start
 * time of its process, so a process that was given a former one's id is never touched.
 */
final class ProcessTree {

	private static final Log logger = LogFactory.getLog(ProcessTree.class);

	private static final Path PROC = Path.of("/proc");

	private static final Duration GRACE = Duration.ofSeconds(1);

	private static final Duration POLL_INTERVAL = Duration.ofMillis(20);

	private final String entry;

	private final Set<ProcessHandle> recorded = ConcurrentHashMap.newKeySet();

	/**
	 * Create a tree without processes.
	 * @param token the token that every process of the launch carries
	 */
	ProcessTree(String token) {
		this.entry = LinkEnvironment.TOKEN + "=" + token + "\0";
	}

	/**
	 * Remember which processes descend from one that is about to end.
	 * @param root the process
	 */
	void record(ProcessHandle root) {
		root.descendants().filter((process) -> !isGuardian(process.pid())).forEach(this.recorded::add);
	}

	/**
	 * End all processes that are left: by SIGTERM, and after a second by SIGKILL. Blocks
	 * until then.
	 */
	void end() {
		Set<ProcessHandle> left = find();
		if (left.isEmpty()) {
			return;
		}
		logger.debug("Ending processes that an instance has left behind: " + left);
		left.forEach(ProcessHandle::destroy);
		if (!awaitEnd(left)) {
			find().forEach(ProcessHandle::destroyForcibly);
		}
	}

	Set<ProcessHandle> find() {
		Set<ProcessHandle> found = new HashSet<>();
		this.recorded.stream().filter(ProcessHandle::isAlive).forEach(found::add);
		found.addAll(find((process) -> !isGuardian(process.pid())));
		return found;
	}

	/**
	 * Return whether a process is of the launch, as far as the system tells.
	 * @param pid the process
	 * @return whether it carries the token, {@code true} where that cannot be seen
	 */
	boolean includes(long pid) {
		return !Files.isDirectory(PROC.resolve("self")) || isOfLaunch(PROC.resolve(Long.toString(pid)));
	}

	/**
	 * Return the guardians of the launch.
	 * @return their processes
	 */
	Set<ProcessHandle> guardians() {
		return find((process) -> isGuardian(process.pid()));
	}

	private Set<ProcessHandle> find(Predicate<ProcessHandle> condition) {
		Set<ProcessHandle> found = new HashSet<>();
		try (DirectoryStream<Path> directories = Files.newDirectoryStream(PROC, "[0-9]*")) {
			for (Path directory : directories) {
				// The handle first: what it then finds is the process that it stands for
				Optional<ProcessHandle> process = ProcessHandle.of(Long.parseLong(directory.getFileName().toString()));
				if (process.isPresent() && isOfLaunch(directory) && condition.test(process.get())) {
					found.add(process.get());
				}
			}
		}
		catch (IOException | RuntimeException ex) {
			// No such directory on this system
		}
		return found;
	}

	private boolean isOfLaunch(Path directory) {
		String environment = "\0" + read(directory.resolve("environ"));
		return environment.contains("\0" + this.entry);
	}

	private static boolean isGuardian(long pid) {
		return Guardian.isGuardian(read(PROC.resolve(pid + "/cmdline")));
	}

	private static String read(Path file) {
		try {
			return Files.readString(file, StandardCharsets.ISO_8859_1);
		}
		catch (IOException ex) {
			// Gone meanwhile, or another user's
			return "";
		}
	}

	private static boolean awaitEnd(Collection<ProcessHandle> processes) {
		long deadline = System.nanoTime() + GRACE.toNanos();
		while (processes.stream().anyMatch(ProcessHandle::isAlive)) {
			if (System.nanoTime() - deadline > 0) {
				return false;
			}
			LockSupport.parkNanos(POLL_INTERVAL.toNanos());
		}
		return true;
	}

}
