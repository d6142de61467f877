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
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import io.stickycluster.link.LinkEnvironment;
import io.stickycluster.logs.InstanceLog;
import io.stickycluster.logs.LogLine;
import io.stickycluster.systemd.ServiceEnvironment;

/**
 * A process of an instance from its start to the end of everything that it has started.
 * One thread of its own prepares it, starts it, waits for its end and cleans up. No
 * method blocks. Thread-safe.
 */
final class WatchedProcess {

	private static final Log logger = LogFactory.getLog(WatchedProcess.class);

	private static final Duration OUTPUT_GRACE = Duration.ofSeconds(1);

	private static final int LAST_LINES = 50;

	private final String name;

	private final String token;

	private final InstanceLog log;

	private final OomKills oomKills;

	private final ProcessTree tree;

	private final CompletableFuture<ProcessEnd> ended = new CompletableFuture<>();

	// Guards the fields below: a signal must meet either the process or its start
	private final Object monitor = new Object();

	private @Nullable ProcessHandle process;

	private boolean terminated;

	private boolean killed;

	private volatile List<Path> temporaryFiles = List.of();

	/**
	 * Create a process that is not started yet.
	 * @param name the instance's name, which its threads' names begin with
	 * @param token the secret of the launch, which all its processes carry
	 * @param log takes what the process writes
	 * @param oomKills tells kills for lack of memory from others
	 */
	WatchedProcess(String name, String token, InstanceLog log, OomKills oomKills) {
		this.name = name;
		this.token = token;
		this.log = log;
		this.oomKills = oomKills;
		this.tree = new ProcessTree(token);
	}

	/**
	 * Start the process in the background.
	 * @param preparation prepares it, on a thread that may block
	 */
	void start(Callable<PreparedProcess> preparation) {
		Thread thread = new Thread(() -> run(preparation), this.name + "-process");
		thread.setDaemon(true);
		thread.start();
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

	private void run(Callable<PreparedProcess> preparation) {
		try {
			this.ended.complete(watch(preparation));
		}
		catch (Throwable ex) {
			this.ended.complete(ProcessEnd.notStarted(ex));
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
		Process process = launch(prepared);
		try {
			return watch(process, prepared);
		}
		catch (Throwable ex) {
			process.destroyForcibly();
			throw ex;
		}
	}

	private ProcessEnd watch(Process process, PreparedProcess prepared) throws InterruptedException {
		started(process.toHandle());
		long firstLine = this.log.tail().next();
		CompletionStage<Void> followed = this.log.follow(process.getInputStream(), this.name + "-output");
		int exitCode = process.waitFor();
		boolean killed = isKilled();
		Boolean killedForMemory = (exitCode == Signal.KILL.exitCode() && !killed) ? this.oomKills.tryBlame()
				: Boolean.FALSE;
		this.tree.end();
		awaitOutput(followed);
		tellExit(prepared, exitCode);
		return new ProcessEnd(exitCode, null, killed, killedForMemory, lastLines(firstLine));
	}

	private Process launch(PreparedProcess prepared) throws IOException {
		boolean guarded = Guardian.isAvailable();
		ProcessBuilder builder = new ProcessBuilder(guarded ? Guardian.guard(prepared.command()) : prepared.command());
		builder.redirectErrorStream(true);
		if (prepared.directory() != null) {
			builder.directory(prepared.directory().toFile());
		}
		builder.environment().keySet().removeAll(ServiceEnvironment.VARIABLES);
		builder.environment().keySet().removeAll(prepared.removedVariables());
		builder.environment().putAll(prepared.environment());
		builder.environment().put(LinkEnvironment.TOKEN, this.token);
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
