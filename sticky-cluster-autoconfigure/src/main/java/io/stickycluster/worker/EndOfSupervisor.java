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

package io.stickycluster.worker;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

import io.stickycluster.link.Link;

/**
 * Ends this JVM when it has lost its supervisor: gracefully within {@link #GRACE}, and
 * then at once. What it has started ends with it.
 */
final class EndOfSupervisor implements Consumer<String> {

	static final Duration GRACE = Duration.ofSeconds(4);

	/**
	 * Begin to end the JVM. Returns at once.
	 * @param reason why
	 */
	@Override
	public void accept(String reason) {
		start("sticky-cluster-halt", this::haltAfterGrace);
		// Whoever reads the output of this process may be gone, so that this may fail
		System.err.println("The supervisor is gone (" + reason + "): this instance ends");
		// Only now, because what runs at exit may wait for these
		ProcessHandle.current().descendants().forEach(ProcessHandle::destroy);
		// Another thread, because those that exit waits for may wait for this one
		start("sticky-cluster-exit", () -> System.exit(Link.LOST_EXIT_CODE));
	}

	private void haltAfterGrace() {
		long deadline = System.nanoTime() + GRACE.toNanos();
		for (long left = GRACE.toNanos(); left > 0; left = deadline - System.nanoTime()) {
			LockSupport.parkNanos(left);
		}
		ProcessHandle.current().descendants().forEach(ProcessHandle::destroyForcibly);
		Runtime.getRuntime().halt(Link.LOST_EXIT_CODE);
	}

	private static void start(String name, Runnable task) {
		Thread thread = new Thread(task, name);
		thread.setDaemon(true);
		thread.start();
	}

}
