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
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.stickycluster.app.TestJvm;
import io.stickycluster.logs.InstanceLogs;
import io.stickycluster.logs.LogSettings;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link WatchedProcess}, its {@link ProcessTree} and its {@link Guardian} with
 * real processes.
 */
@EnabledOnOs(OS.LINUX)
class WatchedProcessTests {

	private static final Duration SOON = Duration.ofSeconds(20);

	private static final int CONTROL_C = 3;

	private static final String STUBBORN = "trap '' TERM; while :; do sleep 1; done";

	private final String token = UUID.randomUUID().toString();

	private final ProcessTree tree = new ProcessTree(this.token);

	private final InstanceLogs logs = new InstanceLogs(new LogSettings(StandardCharsets.UTF_8, 5000, 1_000_000, null));

	private final WatchedProcess process = new WatchedProcess("test", this.token, this.logs.of(0), new OomKills());

	private final AtomicInteger toldExit = new AtomicInteger(-1);

	@TempDir
	Path directory;

	@AfterEach
	void endAll() {
		this.process.kill();
		this.tree.find().forEach(ProcessHandle::destroyForcibly);
		this.logs.close();
	}

	@ParameterizedTest
	@CsvSource({ "exit 0, 0", "exit 3, 3", "kill -TERM $$, 143", "kill -SEGV $$, 139", "exec no-such-program, 127" })
	void exitCodeIsTold(String script, int exitCode) {
		start(List.of("sh", "-c", script));
		ProcessEnd end = end();
		assertThat(end.exitCode()).isEqualTo(exitCode);
		assertThat(end.killed()).isFalse();
		assertThat(end.startFailure()).isNull();
		assertThat(this.toldExit).hasValue(exitCode);
	}

	@Test
	void killBySomebodyElseIsNotTheSupervisors() {
		start(List.of("sh", "-c", "kill -KILL $$"));
		ProcessEnd end = end();
		assertThat(end.exitCode()).isEqualTo(137);
		assertThat(end.killed()).isFalse();
		assertThat(end.killedForMemory()).isNotEqualTo(true);
	}

	@Test
	void outputIsReadToItsEnd() {
		start(List.of("sh", "-c", "for i in $(seq 1 2000); do echo line $i; done; echo last >&2"));
		List<String> last = end().lastLines();
		assertThat(last).hasSize(50).endsWith("line 1999", "line 2000", "last");
		assertThat(lines()).hasSize(2001);
	}

	@Test
	void linesOfFormerLaunchesAreNotItsOwn() {
		this.logs.of(0).append("former");
		start(List.of("echo", "own"));
		assertThat(end().lastLines()).containsExactly("own");
	}

	@Test
	void argumentsReachTheCommandAsTheyAre() {
		start(List.of("python3", "-c", "import sys; print(sys.argv[1:])", "two words", "$HOME", "it's", "*"));
		assertThat(end().lastLines()).containsExactly("['two words', '$HOME', \"it's\", '*']");
	}

	@Test
	void processHasPreparedEnvironmentAndDirectory() {
		this.process.start(() -> new PreparedProcess(List.of("sh", "-c", "echo $PORT-${PATH:-none}; pwd -P"),
				Map.of("PORT", "3131"), Set.of("PATH"), this.directory, List.of(), this.toldExit::set));
		assertThat(end().lastLines()).first().asString().startsWith("3131-").doesNotContain(System.getenv("PATH"));
		assertThat(lines()).last().isEqualTo(this.directory.toString());
	}

	@Test
	void processIdIsThatOfTheCommand() {
		start(List.of("sh", "-c", "echo $$; exec sleep 1000"));
		awaitLines(1);
		assertThat(lines()).containsExactly(Long.toString(this.process.pid()));
	}

	@Test
	void commandInheritsNothingFromItsGuardian() {
		start(List.of("sh", "-c", "ls /proc/$$/fd; readlink /proc/$$/fd/0"));
		assertThat(end().lastLines()).containsExactlyInAnyOrder("0", "1", "2", "/dev/null");
	}

	@Test
	void guardianIsNoChildThatTheCommandWouldHaveToReap() throws IOException {
		start(List.of("sh", "-c", "echo up; exec sleep 1000"));
		awaitLines(1);
		assertThat(guardians()).hasSize(1);
		assertThat(ProcessHandle.of(this.process.pid()).orElseThrow().children()).isEmpty();
	}

	@Test
	void interruptAndHangupOfTheTerminalAreTheSupervisorsAffair() {
		start(List.of("python3", "-u", "-c", "import signal; print(signal.getsignal(signal.SIGINT),"
				+ " signal.getsignal(signal.SIGHUP) == signal.SIG_IGN, signal.getsignal(signal.SIGTERM))"));
		assertThat(end().lastLines()).containsExactly("1 True 0");
	}

	/**
	 * Node.js resets the signals that it should ignore, and so does this program.
	 */
	@Test
	void interruptFromTheTerminalDoesNotReachTheProcess() throws Exception {
		Path started = this.directory.resolve("started");
		String program = "import pathlib, signal, sys; signal.signal(signal.SIGINT, signal.SIG_DFL);"
				+ " signal.signal(signal.SIGTERM, lambda *_: sys.exit(4)); pathlib.Path(sys.argv[1]).touch();"
				+ " [signal.pause() for _ in iter(int, 1)]";
		List<String> command = new ArrayList<>(
				// A build in the background may have to ignore the signal
				List.of("python3", "-c", "import pty, signal, sys; signal.signal(signal.SIGINT, signal.SIG_DFL);"
						+ " sys.exit(pty.spawn(sys.argv[1:]))"));
		command.addAll(supervising("python3", "-c", program, started.toString()));
		Process terminal = new ProcessBuilder(command).start();
		try {
			Awaitility.await().atMost(SOON).until(() -> Files.exists(started));
			assertThat(this.tree.find()).hasSize(1);
			terminal.getOutputStream().write(CONTROL_C);
			terminal.getOutputStream().flush();
			assertThat(terminal.waitFor(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
			assertThat(terminal.inputReader().lines()).contains("^CThe instance ended with 4");
			assertNothingIsLeft();
		}
		finally {
			terminal.destroyForcibly().waitFor();
		}
	}

	@Test
	void terminateLetsTheProcessEndByItself() {
		start(List.of("sh", "-c", "trap 'echo bye; exit 5' TERM; echo up; while :; do sleep 0.1; done"));
		awaitLines(1);
		this.process.terminate();
		ProcessEnd end = end();
		assertThat(end.exitCode()).isEqualTo(5);
		assertThat(end.lastLines()).containsExactly("up", "bye");
	}

	@Test
	void terminateBeforeTheStartEndsTheProcess() {
		this.process.terminate();
		start(List.of("sleep", "1000"));
		assertThat(end().exitCode()).isEqualTo(Signal.TERM.exitCode());
	}

	@Test
	void killBeforeTheStartStartsNothing() {
		this.process.kill();
		start(List.of("touch", this.directory.resolve("started").toString()));
		ProcessEnd end = end();
		assertThat(end.exitCode()).isNull();
		assertThat(end.startFailure()).isNull();
		assertThat(this.directory).isEmptyDirectory();
	}

	@Test
	void killWhilePreparingKillsAtOnce() {
		CompletableFuture<Void> preparing = new CompletableFuture<>();
		CompletableFuture<Void> proceed = new CompletableFuture<>();
		this.process.start(() -> {
			preparing.complete(null);
			proceed.join();
			return prepared(List.of("sleep", "1000"));
		});
		preparing.join();
		this.process.kill();
		proceed.complete(null);
		ProcessEnd end = end();
		assertThat(end.killed()).isTrue();
		assertThat(end.exitCode()).isEqualTo(Signal.KILL.exitCode());
	}

	@Test
	void failureOfThePreparationIsTold() {
		IOException failure = new IOException("disk full");
		this.process.start(() -> {
			throw failure;
		});
		assertThat(end().startFailure()).isSameAs(failure);
	}

	@Test
	void missingDirectoryIsAFailureOfTheStart() {
		this.process.start(() -> new PreparedProcess(List.of("true"), Map.of(), Set.of(),
				this.directory.resolve("missing"), List.of(), this.toldExit::set));
		assertThat(end().startFailure()).isInstanceOf(IOException.class);
	}

	@Test
	void temporaryFilesAreDeletedWhenAskedAndAtTheEnd() throws IOException {
		Path early = Files.createFile(this.directory.resolve("early"));
		this.process.start(() -> new PreparedProcess(List.of("sh", "-c", "echo up; exec sleep 1000"), Map.of(),
				Set.of(), null, List.of(early), this.toldExit::set));
		awaitLines(1);
		assertThat(early).exists();
		this.process.deleteTemporaryFiles();
		assertThat(early).doesNotExist();
		Files.createFile(early);
		this.process.kill();
		end();
		Awaitility.await().atMost(SOON).untilAsserted(() -> assertThat(early).doesNotExist());
	}

	@Test
	void killTakesStubbornGrandchildrenAlong() {
		start(List.of("sh", "-c", "setsid sh -c \"" + STUBBORN + "\" & sleep 1000 & echo up; " + STUBBORN));
		awaitLines(1);
		this.process.kill();
		ProcessEnd end = end();
		assertThat(end.killed()).isTrue();
		assertThat(end.exitCode()).isEqualTo(Signal.KILL.exitCode());
		assertNothingIsLeft();
	}

	@Test
	void grandchildrenOfACrashedProcessEnd() {
		start(List.of("sh", "-c", "setsid sh -c 'setsid sleep 1000 & setsid sleep 1000' & echo up; kill -SEGV $$"));
		assertThat(end().exitCode()).isEqualTo(Signal.SEGV.exitCode());
		assertNothingIsLeft();
	}

	@Test
	void grandchildThatHidItsEnvironmentEndsWithAKilledProcess() {
		start(List.of("sh", "-c", "env -i sleep 1000 & echo up; wait"));
		awaitLines(1);
		List<ProcessHandle> children = ProcessHandle.of(this.process.pid())
			.orElseThrow()
			.descendants()
			.filter((child) -> child.info().command().orElse("").endsWith("/sleep"))
			.toList();
		assertThat(children).hasSize(1);
		this.process.kill();
		end();
		Awaitility.await().atMost(SOON).until(() -> !children.get(0).isAlive());
	}

	@Test
	void othersWithAnotherTokenStayAlive() throws Exception {
		ProcessBuilder builder = new ProcessBuilder("sleep", "1000");
		builder.environment().put("STICKY_INSTANCE_TOKEN", "x" + this.token.substring(1));
		Process other = builder.start();
		try {
			start(List.of("true"));
			end();
			// The guardian ends later than the process
			Awaitility.await().atMost(SOON).until(() -> guardians().isEmpty());
			assertThat(other.isAlive()).isTrue();
		}
		finally {
			other.destroyForcibly().waitFor();
		}
	}

	@Test
	void threadDumpIsInTheOutput() {
		start(java(IdleMain.class));
		awaitLines(1);
		this.process.dumpThreads();
		Awaitility.await()
			.atMost(SOON)
			.untilAsserted(() -> assertThat(lines()).anyMatch((line) -> line.contains("idle-thread"))
				.anyMatch((line) -> line.startsWith("Full thread dump")));
	}

	@ParameterizedTest
	@CsvSource({ "sleep 1000", "trap '' TERM; while :; do sleep 1; done", "setsid sleep 1000 & kill -STOP $$" })
	void nothingOutlivesAKilledSupervisor(String script) throws Exception {
		Process supervisor = supervisor(script);
		Awaitility.await().atMost(SOON).until(() -> !this.tree.find().isEmpty() && !guardians().isEmpty());
		supervisor.destroyForcibly().waitFor();
		assertNothingIsLeft();
	}

	@ParameterizedTest
	@ValueSource(strings = { "sh", "dash", "bash" })
	void guardianWorksInEveryShell(String shell) throws Exception {
		List<String> command = new ArrayList<>(
				Guardian.guard(List.of("sh", "-c", "trap 'echo bye; exit 4' TERM; setsid sleep 1000 & echo up; wait")));
		Collections.replaceAll(command, "/bin/sh", shell);
		ProcessBuilder builder = new ProcessBuilder(command);
		builder.environment().put("STICKY_INSTANCE_TOKEN", this.token);
		Process guarded = builder.start();
		assertThat(guarded.inputReader().readLine()).isEqualTo("up");
		guarded.getOutputStream().close();
		assertThat(guarded.waitFor()).isEqualTo(4);
		assertThat(guarded.inputReader().readLine()).isEqualTo("bye");
		assertNothingIsLeft();
	}

	private Process supervisor(String script) throws IOException {
		return new ProcessBuilder(supervising("sh", "-c", script)).redirectErrorStream(true)
			.redirectOutput(this.directory.resolve("supervisor.log").toFile())
			.start();
	}

	private List<String> supervising(String... command) {
		List<String> supervising = java(SupervisorMain.class);
		supervising.add(this.token);
		supervising.addAll(List.of(command));
		return supervising;
	}

	private void start(List<String> command) {
		this.process.start(() -> prepared(command));
	}

	private PreparedProcess prepared(List<String> command) {
		return new PreparedProcess(command, Map.of(), Set.of(), null, List.of(), this.toldExit::set);
	}

	private ProcessEnd end() {
		return this.process.whenEnded().toCompletableFuture().orTimeout(SOON.toSeconds(), TimeUnit.SECONDS).join();
	}

	private List<String> lines() {
		return this.logs.of(0).last(Integer.MAX_VALUE);
	}

	private void awaitLines(int count) {
		Awaitility.await().atMost(SOON).until(() -> lines().size() >= count);
	}

	private void assertNothingIsLeft() {
		Awaitility.await().atMost(SOON).untilAsserted(() -> {
			assertThat(this.tree.find()).isEmpty();
			assertThat(guardians()).isEmpty();
		});
	}

	private List<String> guardians() throws IOException {
		List<String> found = new ArrayList<>();
		try (Stream<Path> directories = Files.list(Path.of("/proc"))) {
			for (Path process : directories.filter((path) -> path.getFileName().toString().matches("\\d+")).toList()) {
				if (read(process.resolve("environ")).contains(this.token + "\0")
						&& Guardian.isGuardian(read(process.resolve("cmdline")))) {
					found.add(process.toString());
				}
			}
		}
		return found;
	}

	private static String read(Path file) {
		try {
			return Files.readString(file);
		}
		catch (IOException ex) {
			return "";
		}
	}

	private static List<String> java(Class<?> mainClass) {
		List<String> command = TestJvm.command(TestJvm.ARGUMENTS, System.getProperty("java.class.path"));
		command.add(mainClass.getName());
		return command;
	}

}
