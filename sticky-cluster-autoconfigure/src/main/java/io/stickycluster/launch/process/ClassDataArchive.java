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
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * An archive of classes in a cache entry, and recordings that are to become one.
 */
final class ClassDataArchive {

	private static final Log logger = LogFactory.getLog(ClassDataArchive.class);

	private static final Set<Integer> ORDERLY_SIGNALS = exitCodes(Signal.HUP, Signal.INT, Signal.TERM);

	private static final Set<Integer> CRASHES = exitCodes(Signal.ABRT, Signal.BUS, Signal.SEGV);

	private static final int FIRST_SIGNAL = Signal.HUP.exitCode();

	private static final String RECORDING = "recording-";

	private static final String SUFFIX = ".jsa";

	/**
	 * Longer than any JVM takes to write one.
	 */
	private static final Duration ABANDONED_AFTER = Duration.ofHours(1);

	/**
	 * A JVM that is killed because it writes for too long would be so at each stop.
	 */
	private static final Duration RETRY_AFTER = Duration.ofDays(1);

	private final Path entry;

	private final JvmFeatures features;

	ClassDataArchive(Path entry, JvmFeatures features) {
		this.entry = entry;
		this.features = features;
	}

	Path file() {
		return this.entry.resolve("classes.jsa");
	}

	boolean exists() {
		return Files.exists(file());
	}

	List<String> useArguments() {
		return arguments("-XX:SharedArchiveFile=" + file(), "-Xshare:auto");
	}

	List<String> recordArguments(Path recording) {
		return arguments("-XX:ArchiveClassesAtExit=" + recording, "-Xshare:auto");
	}

	private List<String> arguments(String file, String share) {
		List<String> arguments = new ArrayList<>(List.of(file, share));
		arguments.addAll(this.features.quiet());
		return arguments;
	}

	/**
	 * Return whether a recording may be tried.
	 * @return whether the last one has not failed, or that was long ago
	 * @throws IOException if the entry cannot be read
	 */
	boolean canRecord() throws IOException {
		return !Files.exists(failure()) || isOlder(failure(), RETRY_AFTER);
	}

	private Path failure() {
		return this.entry.resolve("recording.failed");
	}

	/**
	 * Return the name of a new recording; the file does not exist yet.
	 * @return the file
	 * @throws IOException if the entry cannot be written to
	 */
	Path newRecording() throws IOException {
		deleteAbandoned();
		Path recording = Files.createTempFile(this.entry, RECORDING, SUFFIX);
		Files.delete(recording);
		return recording;
	}

	private static boolean isRecording(String name) {
		return name.startsWith(RECORDING) && name.endsWith(SUFFIX);
	}

	private void deleteAbandoned() throws IOException {
		Set<Path> recordings;
		try (Stream<Path> files = Files.list(this.entry)) {
			recordings = files.filter((file) -> isRecording(file.getFileName().toString())).collect(Collectors.toSet());
		}
		for (Path recording : recordings) {
			if (isOlder(recording, ABANDONED_AFTER)) {
				Files.deleteIfExists(recording);
			}
		}
	}

	/**
	 * Take over a recording if the JVM that wrote it came to its end in order, and
	 * another JVM can use it: a half one makes JVMs crash, or is of no use.
	 * @param recording the recording
	 * @param exitCode the exit code of the JVM that wrote it
	 * @param program what that JVM ran
	 * @param jvmArguments those of its arguments that count
	 */
	void afterRecording(Path recording, int exitCode, JavaProgram program, List<String> jvmArguments) {
		try {
			if (isOrderly(exitCode) && Files.exists(recording) && isReadable(recording, program, jvmArguments)) {
				Files.move(recording, file(), StandardCopyOption.ATOMIC_MOVE);
				Files.deleteIfExists(failure());
				logger.info("Instances share an archive of their classes from now on: " + file());
			}
			else if (!isOwnFailure(exitCode) && exitCode != SharedStart.NOT_STARTED) {
				Files.write(failure(), new byte[0]);
				logger.info("The classes of an instance that ended with exit code " + exitCode + " were not archived");
			}
			Files.deleteIfExists(recording);
		}
		catch (IOException ex) {
			logger.warn("The archive of an instance's classes is lost: " + ex);
		}
	}

	/**
	 * Remove the archive if it may have made a JVM crash.
	 * @param exitCode the exit code of a JVM that used it
	 */
	void afterUse(int exitCode) {
		if (CRASHES.contains(exitCode)) {
			try {
				Files.deleteIfExists(file());
			}
			catch (IOException ex) {
				logger.warn("Cannot remove " + file() + ": " + ex);
			}
		}
	}

	private boolean isReadable(Path recording, JavaProgram program, List<String> jvmArguments) throws IOException {
		List<String> arguments = new ArrayList<>(jvmArguments);
		// Newer JVMs go on without a file that they do not like, unless they must have it
		arguments.addAll(arguments("-XX:SharedArchiveFile=" + recording, "-Xshare:on"));
		String classPath = program.classPath()
			.stream()
			.map(Path::toString)
			.collect(Collectors.joining(System.getProperty("path.separator")));
		arguments.addAll(List.of("-cp", classPath, "-version"));
		return JavaTool.run(this.entry, arguments);
	}

	private static boolean isOlder(Path file, Duration age) throws IOException {
		return Files.getLastModifiedTime(file).toInstant().isBefore(Instant.now().minus(age));
	}

	private static boolean isOrderly(int exitCode) {
		return exitCode == 0 || ORDERLY_SIGNALS.contains(exitCode);
	}

	/**
	 * Return whether the application has ended the JVM because it failed. It may not have
	 * come up, and so have loaded few classes: the next one records anew.
	 * @param exitCode the exit code of the JVM
	 * @return whether it has
	 */
	private static boolean isOwnFailure(int exitCode) {
		return exitCode > 0 && exitCode < FIRST_SIGNAL;
	}

	private static Set<Integer> exitCodes(Signal... signals) {
		return Arrays.stream(signals).map(Signal::exitCode).collect(Collectors.toSet());
	}

}
