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

import org.jspecify.annotations.Nullable;

/**
 * The signals to a process that may not have been started yet: each meets either the
 * process or its start. Thread-safe.
 */
final class ProcessSignals {

	private final ProcessTree tree;

	private @Nullable ProcessHandle process;

	private boolean terminated;

	private boolean killed;

	/**
	 * Create signals.
	 * @param tree remembers what has come of the process, before that ends
	 */
	ProcessSignals(ProcessTree tree) {
		this.tree = tree;
	}

	/**
	 * Note the process, which gets what was sent before.
	 * @param process the process, {@code null} when it has just ended
	 */
	synchronized void started(@Nullable ProcessHandle process) {
		this.process = process;
		signal();
	}

	/**
	 * Ask the process to end, by SIGTERM. Before its start: as soon as it is started.
	 */
	synchronized void terminate() {
		this.terminated = true;
		signal();
	}

	/**
	 * Kill the process.
	 */
	synchronized void kill() {
		this.killed = true;
		signal();
	}

	synchronized boolean isKilled() {
		return this.killed;
	}

	/**
	 * Return the process id.
	 * @return the id, 0 while there is no process
	 */
	synchronized long pid() {
		return (this.process != null) ? this.process.pid() : 0;
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

}
