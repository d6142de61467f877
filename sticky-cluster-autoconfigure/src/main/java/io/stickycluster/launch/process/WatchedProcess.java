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
import java.util.function.IntConsumer;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

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

	private static final int LAST_LINES = 50;

	private final String name;

	private final String token;

	private final InstanceLog log;

	private final OomKills oomKills;

	private final ProcessTree tree;

	private final CompletableFuture<ProcessEnd> ended = new CompletableFuture<>();

	private final ProcessSignals signals;

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
		this.name = name;
		this.token = token;
		this.log = log;
		this.oomKills = oomKills;
		this.tree = new ProcessTree(token);
		this.signals = new ProcessSignals(this.tree);
	}

	/**
	 * Start the process in the background.
	 * @param preparation prepares it, on a thread that may block
	 */
	void start(Callable<PreparedProcess> preparation) {
		start(preparation, null);
	}

	/**
	 * Start the process in the background.
	 * @param preparation prepares it, on a thread that may block
	 * @param trace what is left behind for the next supervisor, {@code null} when the
	 * process ends with this one
	 */
	void start(Callable<PreparedProcess> preparation, @Nullable LaunchTrace trace) {
		watchInBackground(() -> {
			if (this.signals.isKilled()) {
				return ProcessEnd.notStarted(null);
			}
			PreparedProcess prepared = preparation.call();
			this.temporaryFiles = prepared.temporaryFiles();
			return watch(StartedProcess.start(prepared, this.token, trace), prepared.afterExit());
		});
	}

	/**
	 * Take over a process that another supervisor has started.
	 * @param process the process
	 */
	void adopt(AdoptedProcess process) {
		this.signals.started(process.handle());
		watchInBackground(() -> watch(process, (exitCode) -> {
		}));
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
		return this.signals.pid();
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
		this.signals.terminate();
	}

	/**
	 * Kill the process and all that it has started. Before its start: never start it.
	 */
	void kill() {
		this.signals.kill();
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

	private ProcessEnd watch(LiveProcess process, IntConsumer afterExit) throws IOException, InterruptedException {
		try {
			this.signals.started(process.handle());
			long firstLine = this.log.tail().next();
			CompletionStage<Void> followed = this.log.follow(process.output(), this.name + "-output");
			Integer exitCode = process.awaitEnd();
			boolean killed = this.signals.isKilled();
			boolean killedByOthers = !killed && (exitCode == null || exitCode == Signal.KILL.exitCode());
			Boolean killedForMemory = killedByOthers ? this.oomKills.tryBlame() : Boolean.FALSE;
			this.tree.end();
			process.endOutput();
			awaitOutput(followed);
			if (exitCode != null) {
				tellExit(afterExit, exitCode);
			}
			return new ProcessEnd(exitCode, null, killed, killedForMemory, lastLines(firstLine));
		}
		catch (Throwable ex) {
			ProcessHandle handle = process.handle();
			if (handle != null && !this.left) {
				handle.destroyForcibly();
			}
			throw ex;
		}
		finally {
			process.release(this.left);
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

	private void tellExit(IntConsumer afterExit, int exitCode) {
		try {
			afterExit.accept(exitCode);
		}
		catch (RuntimeException ex) {
			logger.warn("Could not clean up after " + this.name, ex);
		}
	}

}
