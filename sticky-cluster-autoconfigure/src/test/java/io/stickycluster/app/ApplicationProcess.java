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

package io.stickycluster.app;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.awaitility.Awaitility;

/**
 * An application in a JVM of its own, started as its user starts it. Ends with the test
 * in any case.
 */
public final class ApplicationProcess implements AutoCloseable {

	private static final Duration TIMEOUT = Duration.ofSeconds(90);

	/**
	 * Becomes the application, and kills it when its standard input ends with the test's
	 * JVM.
	 */
	private static final String SCRIPT = """
			exec 3<&0
			(
				exec <&3 3<&- >/dev/null 2>&1
				while read -r _; do :; done
				read -r _ _ _ parent _ </proc/self/stat
				[ "$parent" = $$ ] && kill -KILL $$
			) &
			exec 3<&-
			exec "$@" </dev/null
			""";

	private static final String MARK = "APPLICATION_PROCESS_MARK";

	private final String mark = UUID.randomUUID().toString();

	private final List<String> output = new CopyOnWriteArrayList<>();

	private final Process process;

	private final Thread reader;

	ApplicationProcess(List<String> command) {
		List<String> bound = new ArrayList<>(List.of("/bin/sh", "-c", SCRIPT, "application"));
		bound.addAll(command);
		ProcessBuilder builder = new ProcessBuilder(bound).redirectErrorStream(true);
		builder.environment().put(MARK, this.mark);
		try {
			this.process = builder.start();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		this.reader = new Thread(this::read, "application-output");
		this.reader.setDaemon(true);
		this.reader.start();
	}

	/**
	 * Start a class of this test's class path.
	 * @param mainClass the class
	 * @param jvmArguments further arguments of the JVM
	 * @param arguments the application's arguments
	 * @return the process
	 */
	public static ApplicationProcess ofMain(Class<?> mainClass, List<String> jvmArguments, String... arguments) {
		return new ApplicationProcess(commandOf(mainClass, jvmArguments, arguments));
	}

	/**
	 * Return the command that starts a class of this test's class path.
	 * @param mainClass the class
	 * @param jvmArguments further arguments of the JVM
	 * @param arguments the application's arguments
	 * @return the command
	 */
	public static List<String> commandOf(Class<?> mainClass, List<String> jvmArguments, String... arguments) {
		List<String> command = TestJvm.command(TestJvm.arguments(jvmArguments.toArray(new String[0])),
				ClassArchive.CLASS_PATH);
		command.add(mainClass.getName());
		command.addAll(List.of(arguments));
		return command;
	}

	/**
	 * Start a program that starts an application.
	 * @param command the program and its arguments
	 * @return the process
	 */
	public static ApplicationProcess of(List<String> command) {
		return new ApplicationProcess(command);
	}

	/**
	 * Start an executable jar.
	 * @param jar the jar
	 * @param jvmArguments arguments of the JVM
	 * @param arguments the application's arguments
	 * @return the process
	 */
	public static ApplicationProcess ofJar(Path jar, List<String> jvmArguments, String... arguments) {
		List<String> command = new ArrayList<>(
				List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
		command.addAll(TestJvm.ARGUMENTS);
		command.addAll(jvmArguments);
		command.addAll(List.of("-jar", jar.toString()));
		command.addAll(List.of(arguments));
		return new ApplicationProcess(command);
	}

	/**
	 * Return arguments that say how the instances live.
	 * @param isolation the name of the isolation
	 * @return the arguments
	 */
	public static List<String> isolation(String isolation) {
		if (isolation.equals("PROCESS")) {
			// An archive of classes would be made for each test's application
			return List.of("--sticky.cluster.isolation=process", "--sticky.cluster.process.class-data-sharing=false",
					TestJvm.ofInstances("-Xmx256m"));
		}
		return List.of("--sticky.cluster.isolation=" + isolation);
	}

	/**
	 * Wait for a line of the output.
	 * @param regex what a part of the line must match
	 * @return the match
	 */
	public Matcher awaitLine(String regex) {
		Pattern pattern = Pattern.compile(regex);
		try {
			return Awaitility.await().atMost(TIMEOUT).until(() -> {
				Matcher matcher = find(pattern);
				if (matcher == null && !this.process.isAlive()) {
					this.reader.join(TIMEOUT.toMillis());
					matcher = find(pattern);
					if (matcher == null) {
						throw new IllegalStateException("The process ended without a line like " + regex);
					}
				}
				return matcher;
			}, (matcher) -> matcher != null);
		}
		catch (RuntimeException ex) {
			throw new AssertionError("No line like '" + regex + "' in:\n" + output(), ex);
		}
	}

	private Matcher find(Pattern pattern) {
		for (String line : this.output) {
			Matcher matcher = pattern.matcher(line);
			if (matcher.find()) {
				return matcher;
			}
		}
		return null;
	}

	/**
	 * Wait for the port that the gateway listens on.
	 * @return the port
	 */
	public int awaitGatewayPort() {
		return Integer.parseInt(awaitLine("Netty started on port (\\d+)").group(1));
	}

	/**
	 * Wait for the end of the process.
	 * @return its exit code
	 */
	public int awaitExit() {
		try {
			if (!this.process.waitFor(TIMEOUT.toSeconds(), TimeUnit.SECONDS)) {
				throw new AssertionError("The process has not ended:\n" + output());
			}
			this.reader.join(TIMEOUT.toMillis());
			return this.process.exitValue();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Send SIGTERM.
	 */
	public void terminate() {
		// Process.destroy() would close the output, too
		this.process.toHandle().destroy();
	}

	/**
	 * Send SIGKILL to the process alone.
	 */
	public void killAlone() {
		this.process.toHandle().destroyForcibly();
	}

	/**
	 * Return what lives of the process and all that has come of it, orphans included.
	 * @return the processes
	 */
	public List<ProcessHandle> processes() {
		try (Stream<ProcessHandle> all = ProcessHandle.allProcesses()) {
			return all.filter((candidate) -> isMarked(candidate.pid())).toList();
		}
	}

	private boolean isMarked(long pid) {
		try {
			return Files.readString(Path.of("/proc/" + pid + "/environ"), StandardCharsets.ISO_8859_1)
				.contains(MARK + "=" + this.mark);
		}
		catch (IOException ex) {
			// Gone meanwhile, or another user's
			return false;
		}
	}

	private void kill() {
		// Process.destroyForcibly() would close the output, too
		this.process.toHandle().destroyForcibly();
		processes().forEach(ProcessHandle::destroyForcibly);
	}

	/**
	 * Return what the process has printed.
	 * @return the lines
	 */
	public String output() {
		return String.join("\n", this.output);
	}

	private void read() {
		try (BufferedReader lines = new BufferedReader(
				new InputStreamReader(this.process.getInputStream(), StandardCharsets.UTF_8))) {
			for (String line = lines.readLine(); line != null; line = lines.readLine()) {
				this.output.add(line);
			}
		}
		catch (IOException ex) {
			this.output.add("(" + ex.getMessage() + ")");
		}
	}

	@Override
	public void close() {
		kill();
		// Only now, because its end is the end of the application
		try (OutputStream input = this.process.getOutputStream()) {
			awaitExit();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		Awaitility.await().atMost(TIMEOUT).until(() -> {
			// Those that were just being started, too
			kill();
			return processes().isEmpty();
		});
	}

}
