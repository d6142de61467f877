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
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import io.stickycluster.launch.survive.ProcessIdentity;
import io.stickycluster.link.LinkEnvironment;
import io.stickycluster.logs.InstanceLog;
import io.stickycluster.logs.LogLine;

/**
 * A process of an instance from its start to the end of everything that it has started.
 * One thread of its own prepares it, starts it, waits for its end and cleans up. No
 * method blocks. Thread-safe.
 */
final class WatchedProcess {

	private static final Log logger = LogFactory.getLog(WatchedProcess.class);

	private static final Duration OUTPUT_GRACE = Duration.ofSeconds(1);

	/**
	 * Others than its parent are not told of a process's end.
	 */
	private static final Duration ADOPTED_POLL_INTERVAL = Duration.ofMillis(100);

	private static final int LAST_LINES = 50;

	private final String name;

	private final String token;

	private final InstanceLog log;

	private final OomKills oomKills;

	private final @Nullable LaunchTrace trace;

	private final ProcessTree tree;

	private final CompletableFuture<ProcessEnd> ended = new CompletableFuture<>();

	// Guards the fields below: a signal must meet either the process or its start
	private final Object monitor = new Object();

	private @Nullable ProcessHandle process;

	private boolean terminated;

	private boolean killed;

	private volatile List<Path> temporaryFiles = List.of();

	private volatile boolean left;

	private volatile @Nullable Thread watcher;

	/**
	 * Create a process that is not started yet.
	 * @param name the instance's name, which its threads' names begin with
	 * @param token the secret of the launch, which all its processes carry
	 * @param log takes what the process writes
	 * @param oomKills tells kills for lack of memory from others
	 */
	WatchedProcess(String name, String token, InstanceLog log, OomKills oomKills) {
		this(name, token, log, oomKills, null);
	}

	/**
	 * Create a process that is not started yet.
	 * @param name the instance's name, which its threads' names begin with
	 * @param token the secret of the launch, which all its processes carry
	 * @param log takes what the process writes
	 * @param oomKills tells kills for lack of memory from others
	 * @param trace what is left behind for the next supervisor, {@code null} when the
	 * process ends with this one
	 */
	WatchedProcess(String name, String token, InstanceLog log, OomKills oomKills, @Nullable LaunchTrace trace) {
		this.name = name;
		this.token = token;
		this.log = log;
		this.oomKills = oomKills;
		this.trace = trace;
		this.tree = new ProcessTree(token);
	}

	/**
	 * Start the process in the background.
	 * @param preparation prepares it, on a thread that may block
	 */
	void start(Callable<PreparedProcess> preparation) {
		watchInBackground(() -> watch(preparation));
	}

	/**
	 * Take over a process that another supervisor has started, which must have left a
	 * trace.
	 * @param identity the process
	 */
	void adopt(ProcessIdentity identity) {
		ProcessHandle.of(identity.pid()).ifPresent(this::started);
		watchInBackground(() -> watchAdopted(identity));
	}

	private void watchInBackground(Callable<ProcessEnd> watch) {
		Thread thread = new Thread(() -> run(watch), this.name + "-process");
		thread.setDaemon(true);
		this.watcher = thread;
		thread.start();
	}

	/**
	 * Let the process live on without this supervisor. It is watched no more, and its end
	 * not told.
	 */
	void leave() {
		this.left = true;
		Thread thread = this.watcher;
		if (thread != null) {
			thread.interrupt();
		}
	}

	/**
	 * Return the process id.
	 * @return the id, 0 while there is no process
	 */
	long pid() {
		synchronized (this.monitor) {
			return (this.process != null) ? this.process.pid() : 0;
		}
	}

	/**
	 * Return the stage that completes, always normally, when the process has ended, all
	 * that it has started is gone and its output is read. Completed by the process's own
	 * thread.
	 * @return how it ended
	 */
	CompletionStage<ProcessEnd> whenEnded() {
		return this.ended;
	}

	/**
	 * Ask the process to end, by SIGTERM. Before its start: as soon as it is started.
	 */
	void terminate() {
		synchronized (this.monitor) {
			this.terminated = true;
			signal();
		}
	}

	/**
	 * Kill the process and all that it has started. Before its start: never start it.
	 */
	void kill() {
		synchronized (this.monitor) {
			this.killed = true;
			signal();
		}
	}

	/**
	 * Make a JVM write the stacks of its threads to its output, by SIGQUIT. Does nothing
	 * where there are no signals.
	 */
	void dumpThreads() {
		long pid = pid();
		if (pid != 0) {
			ThreadDump.request(pid, this.name);
		}
	}

	/**
	 * Delete the files that only the start needs.
	 */
	void deleteTemporaryFiles() {
		for (Path file : this.temporaryFiles) {
			try {
				Files.deleteIfExists(file);
			}
			catch (IOException ex) {
				logger.warn("Could not delete '" + file + "' of " + this.name + ": " + ex);
			}
		}
	}

	private void run(Callable<ProcessEnd> watch) {
		try {
			this.ended.complete(watch.call());
		}
		catch (Throwable ex) {
			if (!this.left) {
				this.ended.complete(ProcessEnd.notStarted(ex));
			}
		}
		finally {
			deleteTemporaryFiles();
		}
	}

	private ProcessEnd watch(Callable<PreparedProcess> preparation) throws Exception {
		if (isKilled()) {
			return ProcessEnd.notStarted(null);
		}
		PreparedProcess prepared = preparation.call();
		this.temporaryFiles = prepared.temporaryFiles();
		try {
			Process process = launch(prepared);
			try {
				return watch(process, prepared);
			}
			catch (Throwable ex) {
				giveUp(process);
				throw ex;
			}
		}
		finally {
			if (this.trace != null) {
				endTrace(this.trace);
			}
		}
	}

	private void giveUp(Process process) throws IOException {
		if (this.left) {
			// The guardian has to learn of it
			process.getOutputStream().close();
		}
		else {
			process.destroyForcibly();
		}
	}

	private ProcessEnd watch(Process process, PreparedProcess prepared) throws IOException, InterruptedException {
		started(process.toHandle());
		if (this.trace != null) {
			this.trace.started(process.pid());
		}
		long firstLine = this.log.tail().next();
		InputStream output = (this.trace != null) ? this.trace.followOutput() : process.getInputStream();
		CompletionStage<Void> followed = this.log.follow(output, this.name + "-output");
		int exitCode = process.waitFor();
		boolean killed = isKilled();
		Boolean killedForMemory = (exitCode == Signal.KILL.exitCode() && !killed) ? this.oomKills.tryBlame()
				: Boolean.FALSE;
		this.tree.end();
		awaitOutput(followed);
		tellExit(prepared, exitCode);
		return new ProcessEnd(exitCode, null, killed, killedForMemory, lastLines(firstLine));
	}

	private ProcessEnd watchAdopted(ProcessIdentity identity) throws IOException, InterruptedException {
		LaunchTrace trace = Objects.requireNonNull(this.trace);
		Process guardian = Guardian.isAvailable() ? Guardian.succeed(identity, guardianEnvironment(trace)) : null;
		long firstLine = this.log.tail().next();
		try {
			// The former one has seen the end of its supervisor, and would end the
			// instance
			this.tree.guardians()
				.stream()
				.filter((process) -> guardian == null || process.pid() != guardian.pid())
				.forEach(ProcessHandle::destroyForcibly);
			CompletionStage<Void> followed = this.log.follow(trace.followOutput(), this.name + "-output");
			awaitEnd(identity);
			boolean killed = isKilled();
			Boolean killedForMemory = killed ? Boolean.FALSE : this.oomKills.tryBlame();
			this.tree.end();
			awaitOutput(followed);
			return ProcessEnd.unobserved(killed, killedForMemory, lastLines(firstLine));
		}
		finally {
			if (guardian != null) {
				guardian.getOutputStream().close();
			}
			endTrace(trace);
		}
	}

	private void endTrace(LaunchTrace trace) {
		if (this.left) {
			trace.endOutput();
		}
		else {
			trace.delete();
		}
	}

	private static void awaitEnd(ProcessIdentity process) throws InterruptedException {
		while (process.isAlive()) {
			LockSupport.parkNanos(ADOPTED_POLL_INTERVAL.toNanos());
			if (Thread.interrupted()) {
				throw new InterruptedException();
			}
		}
	}

	private Map<String, String> guardianEnvironment(LaunchTrace trace) {
		Map<String, String> environment = new HashMap<>(trace.environment());
		environment.put(LinkEnvironment.TOKEN, this.token);
		return environment;
	}

	private Process launch(PreparedProcess prepared) throws IOException {
		boolean guarded = Guardian.isAvailable();
		ProcessBuilder builder = new ProcessBuilder(guarded ? Guardian.guard(prepared.command()) : prepared.command());
		builder.redirectErrorStream(true);
		if (prepared.directory() != null) {
			builder.directory(prepared.directory().toFile());
		}
		builder.environment().keySet().removeAll(prepared.removedVariables());
		builder.environment().putAll(prepared.environment());
		builder.environment().put(LinkEnvironment.TOKEN, this.token);
		builder.environment().remove(LinkEnvironment.SURVIVE);
		if (this.trace != null) {
			builder.environment().putAll(this.trace.environment());
			builder.redirectOutput(ProcessBuilder.Redirect.appendTo(this.trace.begin().toFile()));
		}
		Process process = builder.start();
		if (!guarded) {
			process.getOutputStream().close();
		}
		return process;
	}

	private void started(ProcessHandle handle) {
		synchronized (this.monitor) {
			this.process = handle;
			signal();
		}
	}

	private void signal() {
		ProcessHandle process = this.process;
		if (process == null || !process.isAlive()) {
			return;
		}
		if (this.killed) {
			this.tree.record(process);
			process.destroyForcibly();
		}
		else if (this.terminated) {
			this.tree.record(process);
			process.destroy();
		}
	}

	private boolean isKilled() {
		synchronized (this.monitor) {
			return this.killed;
		}
	}

	private void awaitOutput(CompletionStage<Void> followed) throws InterruptedException {
		if (this.trace != null) {
			this.trace.endOutput();
		}
		try {
			followed.toCompletableFuture().get(OUTPUT_GRACE.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (ExecutionException | TimeoutException ex) {
			// What has been read until now must do
		}
	}

	private List<String> lastLines(long first) {
		// Former launches of the index have written to the same log
		return this.log.tail()
			.last(LAST_LINES)
			.lines()
			.stream()
			.filter((line) -> line.number() >= first)
			.map(LogLine::text)
			.toList();
	}

	private void tellExit(PreparedProcess prepared, int exitCode) {
		try {
			prepared.afterExit().accept(exitCode);
		}
		catch (RuntimeException ex) {
			logger.warn("Could not clean up after " + this.name, ex);
		}
	}

}
