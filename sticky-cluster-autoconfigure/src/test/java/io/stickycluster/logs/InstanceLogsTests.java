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

package io.stickycluster.logs;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link InstanceLogs}, with real processes where it matters.
 */
class InstanceLogsTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(60);

	private final List<CapturedLog> captured = new ArrayList<>();

	private final List<Process> processes = new ArrayList<>();

	private InstanceLogs logs = new InstanceLogs(settings(null));

	@TempDir
	Path directory;

	@BeforeEach
	void capture() {
		for (int index = 0; index < 3; index++) {
			capture(index, () -> {
			});
		}
	}

	private CapturedLog capture(int index, Runnable beforeEach) {
		CapturedLog log = new CapturedLog("sticky.cluster.instance." + index, beforeEach);
		log.start();
		this.captured.add(log);
		return log;
	}

	@AfterEach
	void close() {
		this.processes.forEach(Process::destroyForcibly);
		this.logs.close();
		this.captured.forEach(CapturedLog::stop);
	}

	@Test
	void linesOfAProcessReachTailAndLogger() throws Exception {
		InstanceLog log = this.logs.of(1);
		Process process = start("echo 'INFO  [main] a.B : one'; echo 'WARN  [main] a.B : zwölf'; printf 'last'");
		await(log.follow(process.getInputStream(), "instance-1-1"));
		assertThat(log.last(50)).containsExactly("INFO  [main] a.B : one", "WARN  [main] a.B : zwölf", "last");
		assertThat(log.last(1)).containsExactly("last");
		this.logs.close();
		assertThat(events(1)).extracting(ILoggingEvent::getFormattedMessage)
			.containsExactly("INFO  [main] a.B : one", "WARN  [main] a.B : zwölf", "last");
		assertThat(events(1)).extracting(ILoggingEvent::getLevel).containsExactly(Level.INFO, Level.WARN, Level.INFO);
		assertThat(events(1)).extracting(ILoggingEvent::getThreadName).containsOnly("instance-1-1-log");
		assertThat(events(0)).isEmpty();
		assertThat(log.dropped()).isZero();
	}

	@Test
	void stackTraceIsOneEventOnceItIsQuiet() throws Exception {
		PipedOutputStream output = new PipedOutputStream();
		this.logs.of(0).follow(new PipedInputStream(output), "instance-0-1");
		String trace = "ERROR [main] a.B : failed\njava.io.IOException: closed\n\tat a.B.c(B.java:1)";
		output.write((trace + "\n").getBytes(StandardCharsets.UTF_8));
		output.flush();
		Awaitility.await().atMost(TIMEOUT).until(() -> !events(0).isEmpty());
		assertThat(events(0)).hasSize(1);
		assertThat(events(0).get(0).getFormattedMessage()).isEqualTo(trace);
		assertThat(events(0).get(0).getLevel()).isEqualTo(Level.ERROR);
		output.close();
	}

	@Test
	void outputsOfTwoGenerationsAreNotMixedInOneEvent() throws Exception {
		PipedOutputStream older = new PipedOutputStream();
		PipedOutputStream newer = new PipedOutputStream();
		InstanceLog log = this.logs.of(0);
		CompletableFuture<Void> olderEnd = log.follow(new PipedInputStream(older), "instance-0-1")
			.toCompletableFuture();
		CompletableFuture<Void> newerEnd = log.follow(new PipedInputStream(newer), "instance-0-2")
			.toCompletableFuture();
		older.write("ERROR old\n".getBytes(StandardCharsets.UTF_8));
		newer.write("INFO new\n".getBytes(StandardCharsets.UTF_8));
		older.write("\tat old\n".getBytes(StandardCharsets.UTF_8));
		older.close();
		newer.close();
		await(olderEnd);
		await(newerEnd);
		this.logs.close();
		assertThat(this.captured.get(0).messages()).containsExactlyInAnyOrder("ERROR old\n\tat old", "INFO new");
		assertThat(log.tail().next()).isEqualTo(3);
	}

	@Test
	void floodOfOneInstanceCostsTheOthersNoLine() throws Exception {
		InstanceLog flooded = this.logs.of(0);
		InstanceLog steady = this.logs.of(1);
		Process flood = start("head -c 60000000 /dev/zero | tr '\\0' 'x' | fold -w 99");
		CompletableFuture<Void> floodEnd = flooded.follow(flood.getInputStream(), "instance-0-1").toCompletableFuture();
		Process other = start("i=0; while [ $i -lt 100 ]; do echo line $i; i=$((i+1)); sleep 0.01; done");
		await(steady.follow(other.getInputStream(), "instance-1-1"));
		await(floodEnd);
		assertThat(flood.waitFor()).isZero();
		this.logs.close();
		List<String> expected = new ArrayList<>();
		for (int i = 0; i < 100; i++) {
			expected.add("line " + i);
		}
		assertThat(this.captured.get(1).messages()).isEqualTo(expected);
		assertThat(steady.dropped()).isZero();
		assertThat(flooded.tail().next()).isEqualTo(606_061);
	}

	@Test
	void blockedAppenderBlocksNeitherTheInstanceNorTheOthers() throws Exception {
		CountDownLatch release = new CountDownLatch(1);
		CapturedLog slow = capture(2, () -> awaitUninterruptibly(release));
		InstanceLog blocked = this.logs.of(2);
		Process flood = start("head -c 30000000 /dev/zero | tr '\\0' 'x' | fold -w 99; echo; echo end");
		await(blocked.follow(flood.getInputStream(), "instance-2-1"));
		assertThat(flood.waitFor()).isZero();
		assertThat(blocked.last(1)).containsExactly("end");
		assertThat(blocked.dropped()).isPositive();
		await(this.logs.of(1).follow(stream("fine\n"), "instance-1-1"));
		Awaitility.await().atMost(TIMEOUT).until(() -> this.captured.get(1).messages().contains("fine"));
		release.countDown();
		Awaitility.await()
			.atMost(TIMEOUT)
			.until(() -> slow.messages().size() + blocked.dropped() >= blocked.tail().next());
		this.logs.close();
		assertThat(slow.messages()).last()
			.isEqualTo(blocked.dropped() + " lines dropped: the instance writes faster than they are logged");
		assertThat(slow.messages().size() - 1 + blocked.dropped()).isEqualTo(blocked.tail().next());
	}

	@Test
	void eachInstanceHasItsFile() throws Exception {
		use(new LogFileSettings(this.directory.resolve("logs/app.log"), false, null, 0, 0));
		await(this.logs.of(0).follow(stream("zero\n"), "instance-0-1"));
		this.logs.of(1).append("one\n\tat two\n");
		this.logs.close();
		assertThat(this.directory.resolve("logs/app-0.log")).hasContent("zero\n");
		assertThat(this.directory.resolve("logs/app-1.log")).hasContent("one\n\tat two\n");
		assertThat(this.captured.get(0).messages()).containsExactly("zero");
		assertThat(this.captured.get(1).messages()).isEmpty();
	}

	@Test
	void instancesShareACombinedFile() throws Exception {
		Path file = this.directory.resolve("app.log");
		use(new LogFileSettings(file, true, null, 0, 0));
		await(this.logs.of(0).follow(stream("zero\n"), "instance-0-1"));
		await(this.logs.of(1).follow(stream("one\n"), "instance-1-1"));
		this.logs.close();
		assertThat(Files.readAllLines(file)).containsExactlyInAnyOrder("0| zero", "1| one");
	}

	@Test
	void fileThatCannotBeWrittenHindersNothingElse() throws Exception {
		use(new LogFileSettings(Path.of("/dev/null/app.log"), false, null, 0, 0));
		CapturedLog warnings = new CapturedLog(LogFile.class.getName());
		warnings.start();
		try {
			await(this.logs.of(0).follow(stream("one\ntwo\n"), "instance-0-1"));
			this.logs.close();
			assertThat(this.captured.get(0).messages()).containsExactly("one", "two");
			assertThat(this.logs.of(0).last(2)).containsExactly("one", "two");
			assertThat(this.logs.of(0).dropped()).isEqualTo(2);
			assertThat(warnings.messages()).hasSize(1);
		}
		finally {
			warnings.stop();
		}
	}

	@Test
	void closeLeavesAnOutputBehindThatDoesNotEnd() throws Exception {
		Process process = start("echo begin; exec sleep 600");
		InstanceLog log = this.logs.of(0);
		log.follow(process.getInputStream(), "instance-0-1");
		Awaitility.await().atMost(TIMEOUT).until(() -> !log.last(1).isEmpty());
		this.logs.close();
		assertThat(process.isAlive()).isTrue();
		Awaitility.await().atMost(TIMEOUT).until(() -> !isRunning("instance-0-1-log"));
	}

	@Test
	void threadsEndWithTheOutput() throws Exception {
		await(this.logs.of(0).follow(stream("x\n"), "ending"));
		Awaitility.await().atMost(TIMEOUT).until(() -> !isRunning("ending") && !isRunning("ending-log"));
	}

	@Test
	void listenersAreToldOfEachLogOnce() {
		this.logs.of(0);
		List<Integer> told = new ArrayList<>();
		this.logs.addListener((log) -> told.add(log.index()));
		this.logs.of(2);
		this.logs.of(0);
		assertThat(told).containsExactly(0, 2);
		assertThat(this.logs.find(2)).isPresent();
		assertThat(this.logs.find(1)).isEmpty();
	}

	private void use(LogFileSettings file) {
		this.logs.close();
		this.logs = new InstanceLogs(settings(file));
	}

	private Process start(String script) throws Exception {
		Process process = new ProcessBuilder("sh", "-c", script).redirectErrorStream(true).start();
		this.processes.add(process);
		return process;
	}

	private List<ILoggingEvent> events(int index) {
		return this.captured.get(index).events();
	}

	private static void awaitUninterruptibly(CountDownLatch latch) {
		try {
			assertThat(latch.await(TIMEOUT.toSeconds(), TimeUnit.SECONDS)).isTrue();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private static boolean isRunning(String thread) {
		return Thread.getAllStackTraces().keySet().stream().anyMatch((running) -> running.getName().equals(thread));
	}

	private static InputStream stream(String text) {
		return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
	}

	private static void await(CompletionStage<Void> stage) {
		assertThat(stage.toCompletableFuture()).succeedsWithin(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
	}

	private static LogSettings settings(@Nullable LogFileSettings file) {
		return new LogSettings(StandardCharsets.UTF_8, 1000, 1_000_000, file);
	}

}
