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

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.stickycluster.app.TestJvm;
import io.stickycluster.instance.ClusterIdentity;
import io.stickycluster.instance.FailureKind;
import io.stickycluster.instance.InstanceVitals;
import io.stickycluster.launch.InstanceExit;
import io.stickycluster.launch.InstanceHandle;
import io.stickycluster.launch.InstanceSockets;
import io.stickycluster.launch.LaunchRequest;
import io.stickycluster.launch.ReadyReport;
import io.stickycluster.logs.InstanceLogs;
import io.stickycluster.logs.LogSettings;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ProcessInstanceLauncher} and its handles, with real JVMs.
 */
@EnabledOnOs(OS.LINUX)
class ProcessInstanceLauncherTests {

	private static final Duration SOON = Duration.ofSeconds(30);

	private static final ClusterIdentity IDENTITY = new ClusterIdentity(2, 3, 4, false);

	private final InstanceLogs logs = new InstanceLogs(new LogSettings(StandardCharsets.UTF_8, 1000, 1_000_000, null));

	private final String mark = "TEST_MARK=" + UUID.randomUUID();

	@TempDir
	Path temporary;

	private PrivateDirectory directory;

	private ProcessInstanceLauncher launcher;

	@BeforeEach
	void create() throws IOException {
		this.directory = PrivateDirectory.create(this.temporary);
		this.launcher = launcher((request) -> java("serving"));
	}

	@AfterEach
	void close() {
		this.launcher.close();
		this.directory.close();
		this.logs.close();
		processes().forEach(ProcessHandle::destroyForcibly);
	}

	@Test
	void instanceComesUpTellsItsVitalsAndStopsWhenAsked() throws IOException {
		InstanceHandle handle = launch("serving");
		ReadyReport report = await(handle.whenReady());
		new Socket(report.address().getAddress(), report.address().getPort()).close();
		assertThat(handle.pid()).isPositive().isNotEqualTo(ProcessHandle.current().pid());
		Awaitility.await().atMost(SOON).until(() -> handle.vitals().isPresent());
		InstanceVitals vitals = handle.vitals().get();
		assertThat(vitals.heapUsed()).isPositive();
		assertThat(vitals.resident()).isPositive();
		assertThat(vitals.cpuTime()).isPositive();
		assertThat(vitals.openSessions()).isEqualTo(7);
		handle.updateIdentity(new ClusterIdentity(2, 3, 9, true));
		awaitLine("identity " + new ClusterIdentity(2, 3, 9, true));
		handle.requestStop();
		InstanceExit exit = await(handle.whenExited());
		assertThat(exit).isEqualTo(InstanceExit.requested(0));
		assertThat(lines()).contains("identity " + IDENTITY, "stop", "shutdown hook");
		assertNothingIsLeft();
	}

	@Test
	void identityChangedBeforeTheLinkIsOpenIsTold() {
		InstanceHandle handle = launch("serving");
		handle.updateIdentity(new ClusterIdentity(2, 3, 9, true));
		awaitLine("identity " + new ClusterIdentity(2, 3, 9, true));
	}

	@Test
	void stopBeforeTheLinkIsOpenEndsTheInstance() {
		InstanceHandle handle = launch("unlinked");
		awaitLine("up");
		handle.requestStop();
		assertThat(await(handle.whenExited())).isEqualTo(InstanceExit.requested(Signal.TERM.exitCode()));
	}

	@Test
	void stopRightAfterTheLaunchEndsTheInstance() {
		InstanceHandle handle = launch("serving");
		handle.requestStop();
		assertThat(await(handle.whenExited()).requested()).isTrue();
		assertNothingIsLeft();
	}

	@Test
	void stepsOfTheStopLadderAreEachStronger() {
		InstanceHandle handle = launch("hanging");
		await(handle.whenReady());
		handle.requestStop();
		awaitLine("shutdown hook");
		handle.terminate();
		assertThat(handle.whenExited().toCompletableFuture()).isNotDone();
		handle.kill();
		assertThat(await(handle.whenExited())).isEqualTo(InstanceExit.requested(Signal.KILL.exitCode()));
	}

	@Test
	void instanceThatIsDeafToTheLinkIsTerminated() {
		InstanceHandle handle = launch("deaf");
		await(handle.whenReady());
		handle.requestStop();
		awaitLine("stop");
		handle.terminate();
		assertThat(await(handle.whenExited())).isEqualTo(InstanceExit.requested(Signal.TERM.exitCode()));
		assertThat(lines()).contains("shutdown hook");
	}

	@Test
	void failureThatTheInstanceTellsIsItsFailure() {
		InstanceExit exit = await(launch("failing").whenExited());
		assertThat(exit.kind()).isEqualTo(FailureKind.PORT_IN_USE);
		assertThat(exit.failure()).startsWith("Port 1 is taken.").contains("Last output:", "shutdown hook");
		assertThat(exit.exitCode()).isEqualTo(1);
		assertThat(exit.requested()).isFalse();
	}

	@Test
	void instanceThatFailedAndLingersIsKilled() {
		InstanceExit exit = await(launch("failing-and-lingering").whenExited());
		assertThat(exit.kind()).isEqualTo(FailureKind.CONFIGURATION);
		assertThat(exit.failure()).startsWith("Property x is missing.");
		assertThat(exit.exitCode()).isEqualTo(Signal.KILL.exitCode());
	}

	@Test
	void instanceWithoutItsLinkIsKilled() {
		InstanceHandle handle = launch("unlinking");
		InstanceExit exit = await(handle.whenExited());
		assertThat(exit.kind()).isEqualTo(FailureKind.UNRESPONSIVE);
		assertThat(exit.failure()).startsWith("It lost its control link");
	}

	@Test
	void endThatTheInstanceAnnouncesIsNoError() {
		InstanceExit exit = await(launch("ending").whenExited());
		assertThat(exit.kind()).isEqualTo(FailureKind.ENDED);
		assertThat(exit.failure()).startsWith("It ended by itself: the application closed its context");
		assertThat(exit.exitCode()).isZero();
	}

	@Test
	void exhaustedHeapIsSaid() {
		InstanceExit exit = await(launch("exhausting", "-Xmx32m", "-XX:+ExitOnOutOfMemoryError").whenExited());
		assertThat(exit.kind()).isEqualTo(FailureKind.OUT_OF_MEMORY);
		assertThat(exit.failure()).contains("java.lang.OutOfMemoryError");
	}

	@Test
	void killByAnotherIsTheFailure() {
		InstanceHandle handle = launch("parent");
		await(handle.whenReady());
		ProcessHandle.of(handle.pid()).orElseThrow().destroyForcibly();
		InstanceExit exit = await(handle.whenExited());
		assertThat(exit.kind()).isIn(FailureKind.SIGNAL, FailureKind.KILLED_BY_SYSTEM);
		assertThat(exit.failure()).contains("SIGKILL");
		assertThat(exit.exitCode()).isEqualTo(137);
		assertNothingIsLeft();
	}

	@Test
	void stoppedInstanceIsSilentUntilItContinues() throws Exception {
		InstanceHandle handle = launch("serving");
		await(handle.whenReady());
		assertThat(handle.silence()).isLessThan(Duration.ofSeconds(2));
		signal("STOP", handle.pid());
		Awaitility.await().atMost(SOON).until(() -> handle.silence().compareTo(Duration.ofSeconds(2)) > 0);
		signal("CONT", handle.pid());
		Awaitility.await().atMost(SOON).until(() -> handle.silence().isZero());
	}

	@Test
	void commandThatCannotBePreparedIsAnExit() {
		this.launcher.close();
		this.launcher = create((request) -> {
			throw new IOException("disk full");
		});
		InstanceExit exit = await(this.launcher.launch(new LaunchRequest(IDENTITY, 0)).whenExited());
		assertThat(exit.kind()).isEqualTo(FailureKind.ERROR);
		assertThat(exit.failure()).contains("disk full");
		assertThat(exit.cause()).isInstanceOf(IOException.class);
		assertThat(exit.exitCode()).isNull();
	}

	@Test
	void closeLeavesNeitherProcessesNorThreadsNorFiles() throws IOException {
		this.launcher.close();
		List<String> channels = channels();
		InstanceHandle serving = launch("serving");
		await(serving.whenReady());
		this.launcher.launch(new LaunchRequest(new ClusterIdentity(2, 4, 4, false), 0));
		this.launcher.close();
		this.directory.close();
		assertNothingIsLeft();
		assertThat(this.temporary).isEmptyDirectory();
		Awaitility.await().atMost(SOON).untilAsserted(() -> assertThat(threads()).isEmpty());
		Awaitility.await().atMost(SOON).untilAsserted(() -> assertThat(channels).containsAll(channels()));
	}

	@ParameterizedTest
	@ValueSource(strings = { "serving", "hanging", "parent", "unlinked" })
	void instanceEndsWhenItsSupervisorIsKilled(String behaviour) throws Exception {
		Process supervisor = supervisor(behaviour);
		if (!behaviour.equals("unlinked")) {
			awaitOutput(supervisor, "ready");
		}
		Awaitility.await().atMost(SOON).until(() -> processes().size() >= 3);
		supervisor.destroyForcibly().waitFor();
		assertNothingIsLeft();
	}

	@Test
	void stoppedInstanceEndsWhenItsSupervisorIsKilled() throws Exception {
		Process supervisor = supervisor("serving");
		String line = awaitOutput(supervisor, "ready");
		signal("STOP", Long.parseLong(line.substring("ready ".length())));
		supervisor.destroyForcibly().waitFor();
		assertNothingIsLeft();
	}

	private Process supervisor(String behaviour) throws IOException {
		List<String> command = java();
		command.addAll(List.of("-Djava.io.tmpdir=" + this.temporary, ProcessSupervisorMain.class.getName(), behaviour));
		ProcessBuilder builder = new ProcessBuilder(command);
		builder.environment().putAll(environment());
		return builder.redirectErrorStream(true).start();
	}

	private static String awaitOutput(Process process, String prefix) throws IOException {
		BufferedReader reader = new BufferedReader(new InputStreamReader(process.getInputStream()));
		String line = reader.readLine();
		while (line != null && !line.startsWith(prefix)) {
			line = reader.readLine();
		}
		return line;
	}

	private InstanceHandle launch(String behaviour, String... jvmArguments) {
		this.launcher.close();
		this.launcher = create((request) -> java(behaviour, jvmArguments));
		return this.launcher.launch(new LaunchRequest(IDENTITY, 0));
	}

	private ProcessInstanceLauncher create(ProcessCommand command) {
		try {
			return launcher(command);
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private ProcessInstanceLauncher launcher(ProcessCommand command) throws IOException {
		return new ProcessInstanceLauncher(command, new LinkedInstanceSettings(InetAddress.getLoopbackAddress(),
				Map.of(), InstanceSockets.none(), (index) -> Map.of(), Duration.ofMillis(500), List.of()), this.logs,
				this.directory);
	}

	private PreparedProcess java(String behaviour, String... jvmArguments) {
		List<String> command = java();
		command.addAll(List.of(jvmArguments));
		command.addAll(List.of(InstanceMain.class.getName(), behaviour));
		return new PreparedProcess(command, environment(), Set.of(), null, List.of(), (exitCode) -> {
		});
	}

	private static List<String> java() {
		return TestJvm.command(TestJvm.ARGUMENTS, System.getProperty("java.class.path"));
	}

	private Map<String, String> environment() {
		String[] variable = this.mark.split("=");
		return Map.of(variable[0], variable[1]);
	}

	private static <T> T await(CompletionStage<T> stage) {
		return stage.toCompletableFuture().orTimeout(SOON.toSeconds(), TimeUnit.SECONDS).join();
	}

	private List<String> lines() {
		return this.logs.of(IDENTITY.index()).last(Integer.MAX_VALUE);
	}

	private void awaitLine(String line) {
		Awaitility.await().atMost(SOON).until(() -> lines().contains(line));
	}

	private static void signal(String name, long pid) throws Exception {
		assertThat(new ProcessBuilder("sh", "-c", "kill -" + name + " " + pid).start().waitFor()).isZero();
	}

	private void assertNothingIsLeft() {
		Awaitility.await().atMost(SOON).untilAsserted(() -> assertThat(processes()).isEmpty());
	}

	/**
	 * Return all processes that carry the test's mark: instances, their guardians, their
	 * children, and the supervisor.
	 * @return the processes
	 */
	private List<ProcessHandle> processes() {
		try (Stream<ProcessHandle> all = ProcessHandle.allProcesses()) {
			return all.filter((process) -> environment(process.pid()).contains(this.mark + "\0")).toList();
		}
	}

	private static String environment(long pid) {
		try {
			return Files.readString(Path.of("/proc/" + pid + "/environ"), StandardCharsets.ISO_8859_1);
		}
		catch (IOException ex) {
			return "";
		}
	}

	private static List<String> channels() throws IOException {
		List<String> channels = new ArrayList<>();
		try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
			for (Path descriptor : descriptors.filter(Files::isSymbolicLink).toList()) {
				channels.add(Files.readSymbolicLink(descriptor).toString());
			}
		}
		channels.removeIf((target) -> !target.startsWith("pipe:") && !target.startsWith("socket:"));
		return channels;
	}

	private static List<String> threads() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.map(Thread::getName)
			.filter((name) -> name.startsWith("link-") || name.startsWith("instance-2"))
			.toList();
	}

}
