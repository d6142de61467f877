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

import org.jspecify.annotations.Nullable;

import io.stickycluster.link.LinkEnvironment;
import io.stickycluster.systemd.ServiceEnvironment;

/**
 * {@link LiveProcess} that this supervisor has started.
 */
final class StartedProcess implements LiveProcess {

	private final Process process;

	private final @Nullable LaunchTrace trace;

	private StartedProcess(Process process, @Nullable LaunchTrace trace) {
		this.process = process;
		this.trace = trace;
	}

	/**
	 * Start a process.
	 * @param prepared what to start
	 * @param token the secret of the launch
	 * @param trace what is left behind for the next supervisor, {@code null} when the
	 * process ends with this one
	 * @return the process
	 * @throws IOException if it cannot be started
	 */
	static StartedProcess start(PreparedProcess prepared, String token, @Nullable LaunchTrace trace)
			throws IOException {
		try {
			Process process = launch(prepared, token, trace);
			if (trace != null) {
				trace.started(process.pid());
			}
			return new StartedProcess(process, trace);
		}
		catch (Throwable ex) {
			if (trace != null) {
				trace.delete();
			}
			throw ex;
		}
	}

	private static Process launch(PreparedProcess prepared, String token, @Nullable LaunchTrace trace)
			throws IOException {
		boolean guarded = Guardian.isAvailable();
		ProcessBuilder builder = new ProcessBuilder(guarded ? Guardian.guard(prepared.command()) : prepared.command());
		builder.redirectErrorStream(true);
		if (prepared.directory() != null) {
			builder.directory(prepared.directory().toFile());
		}
		builder.environment().keySet().removeAll(ServiceEnvironment.VARIABLES);
		builder.environment().keySet().removeAll(prepared.removedVariables());
		builder.environment().putAll(prepared.environment());
		builder.environment().put(LinkEnvironment.TOKEN, token);
		builder.environment().remove(LinkEnvironment.SURVIVE);
		if (trace != null) {
			builder.environment().putAll(trace.environment());
			builder.redirectOutput(ProcessBuilder.Redirect.appendTo(trace.begin().toFile()));
		}
		Process process = builder.start();
		if (!guarded) {
			process.getOutputStream().close();
		}
		return process;
	}

	@Override
	public ProcessHandle handle() {
		return this.process.toHandle();
	}

	@Override
	public InputStream output() throws IOException {
		return (this.trace != null) ? this.trace.followOutput() : this.process.getInputStream();
	}

	@Override
	public Integer awaitEnd() throws InterruptedException {
		return this.process.waitFor();
	}

	@Override
	public void endOutput() {
		if (this.trace != null) {
			this.trace.endOutput();
		}
	}

	@Override
	public void release(boolean left) throws IOException {
		endOutput();
		if (left) {
			// The guardian has to learn of it
			this.process.getOutputStream().close();
		}
		else if (this.trace != null) {
			this.trace.delete();
		}
	}

}
