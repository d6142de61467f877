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

package io.stickycluster.launch;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.AsynchronousChannelGroup;
import java.util.List;
import java.util.concurrent.ScheduledThreadPoolExecutor;

/**
 * {@link InstanceLauncher} whose instances are asked over HTTP whether they live, from
 * the moment on that they are ready. One thread asks, another reads the answers, however
 * many instances there are.
 */
public final class ProbedInstanceLauncher implements InstanceLauncher, AutoCloseable {

	private static final String THREAD_NAME = "sticky-cluster-liveness";

	private final InstanceLauncher launcher;

	private final LivenessProbe probe;

	private final AsynchronousChannelGroup channels;

	private final ScheduledThreadPoolExecutor timer;

	/**
	 * Create a launcher.
	 * @param launcher brings the instances to life; closed with this one, if it can be
	 * @param probe how they are asked
	 */
	public ProbedInstanceLauncher(InstanceLauncher launcher, LivenessProbe probe) {
		this.launcher = launcher;
		this.probe = probe;
		try {
			this.channels = AsynchronousChannelGroup.withFixedThreadPool(1, ProbedInstanceLauncher::thread);
		}
		catch (IOException ex) {
			throw new UncheckedIOException("Liveness cannot be probed", ex);
		}
		this.timer = new ScheduledThreadPoolExecutor(1, ProbedInstanceLauncher::thread);
		this.timer.setRemoveOnCancelPolicy(true);
	}

	@Override
	public InstanceHandle launch(LaunchRequest request) {
		return probed(this.launcher.launch(request));
	}

	@Override
	public List<Survivor> adopt() {
		return this.launcher.adopt().stream().map((survivor) -> survivor.with(probed(survivor.handle()))).toList();
	}

	private InstanceHandle probed(InstanceHandle instance) {
		ProbedInstanceHandle handle = new ProbedInstanceHandle(instance, this.probe, this.channels, this.timer);
		handle.whenReady().thenAccept((report) -> handle.begin(report.address()));
		handle.whenExited().whenComplete((exit, ex) -> handle.end());
		return handle;
	}

	@Override
	public void close() throws Exception {
		this.timer.shutdownNow();
		try {
			this.channels.shutdownNow();
		}
		finally {
			if (this.launcher instanceof AutoCloseable closeable) {
				closeable.close();
			}
		}
	}

	private static Thread thread(Runnable task) {
		Thread thread = new Thread(task, THREAD_NAME);
		thread.setDaemon(true);
		return thread;
	}

}
