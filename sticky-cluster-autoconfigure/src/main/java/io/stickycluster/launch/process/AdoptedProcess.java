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
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

import org.jspecify.annotations.Nullable;

import io.stickycluster.launch.survive.ProcessIdentity;
import io.stickycluster.link.LinkEnvironment;

/**
 * {@link LiveProcess} that another supervisor has started.
 */
final class AdoptedProcess implements LiveProcess {

	/**
	 * Others than its parent are not told of a process's end.
	 */
	private static final Duration POLL_INTERVAL = Duration.ofMillis(100);

	private final ProcessIdentity identity;

	private final LaunchTrace trace;

	private @Nullable Process guardian;

	/**
	 * Create a process.
	 * @param identity which one it is
	 * @param trace what the other supervisor has left behind
	 */
	AdoptedProcess(ProcessIdentity identity, LaunchTrace trace) {
		this.identity = identity;
		this.trace = trace;
	}

	long pid() {
		return this.identity.pid();
	}

	@Override
	public @Nullable ProcessHandle handle() {
		return ProcessHandle.of(this.identity.pid()).orElse(null);
	}

	@Override
	public InputStream output() throws IOException {
		guard();
		return this.trace.followOutput();
	}

	/**
	 * Put a guardian of this supervisor's in the place of the former one, which has seen
	 * the end of its own and would end the instance.
	 * @throws IOException if it cannot be started
	 */
	private void guard() throws IOException {
		if (!Guardian.isAvailable()) {
			return;
		}
		String token = this.trace.record().token();
		Map<String, String> environment = new HashMap<>(this.trace.environment());
		environment.put(LinkEnvironment.TOKEN, token);
		Process successor = Guardian.succeed(this.identity, environment);
		this.guardian = successor;
		new ProcessTree(token).guardians()
			.stream()
			.filter((process) -> process.pid() != successor.pid())
			.forEach(ProcessHandle::destroyForcibly);
	}

	@Override
	public @Nullable Integer awaitEnd() throws InterruptedException {
		while (this.identity.isAlive()) {
			LockSupport.parkNanos(POLL_INTERVAL.toNanos());
			if (Thread.interrupted()) {
				throw new InterruptedException();
			}
		}
		return null;
	}

	@Override
	public void endOutput() {
		this.trace.endOutput();
	}

	@Override
	public void release(boolean left) throws IOException {
		endOutput();
		if (!left) {
			this.trace.delete();
		}
		if (this.guardian != null) {
			// So it learns of the end, of the instance or of this supervisor
			this.guardian.getOutputStream().close();
		}
	}

}
