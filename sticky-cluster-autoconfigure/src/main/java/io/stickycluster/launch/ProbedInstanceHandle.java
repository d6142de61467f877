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
import java.net.InetSocketAddress;
import java.nio.channels.AsynchronousChannelGroup;
import java.nio.channels.ShutdownChannelGroupException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

import io.stickycluster.instance.ClusterIdentity;
import io.stickycluster.instance.InstanceVitals;

/**
 * {@link InstanceHandle} of an instance that is asked over HTTP whether it lives. Its
 * silence is the longer one of that to those requests and that which is known of it
 * anyway.
 */
final class ProbedInstanceHandle implements InstanceHandle {

	private static final int OK = 200;

	private static final int CLIENT_ERROR = 400;

	private final InstanceHandle handle;

	private final LivenessProbe probe;

	private final AsynchronousChannelGroup channels;

	private final ScheduledExecutorService timer;

	private volatile long lastSign;

	private @Nullable Future<?> schedule;

	private @Nullable HttpProbe current;

	private boolean ended;

	ProbedInstanceHandle(InstanceHandle handle, LivenessProbe probe, AsynchronousChannelGroup channels,
			ScheduledExecutorService timer) {
		this.handle = handle;
		this.probe = probe;
		this.channels = channels;
		this.timer = timer;
	}

	/**
	 * Begin to ask.
	 * @param address where the instance listens
	 */
	synchronized void begin(InetSocketAddress address) {
		if (this.ended) {
			return;
		}
		this.lastSign = System.nanoTime();
		long interval = this.probe.interval().toNanos();
		try {
			this.schedule = this.timer.scheduleWithFixedDelay(() -> ask(address), interval, interval,
					TimeUnit.NANOSECONDS);
		}
		catch (RejectedExecutionException ex) {
			// Closed meanwhile: nobody wants to know any more
		}
	}

	/**
	 * Ask no more.
	 */
	synchronized void end() {
		this.ended = true;
		if (this.schedule != null) {
			this.schedule.cancel(false);
			this.schedule = null;
		}
		closeCurrent();
	}

	private synchronized void ask(InetSocketAddress address) {
		closeCurrent();
		if (this.ended) {
			return;
		}
		try {
			this.current = HttpProbe.send(this.channels, address, this.probe.path());
			this.current.whenDone().thenAccept((status) -> {
				if (status >= OK && status < CLIENT_ERROR) {
					this.lastSign = System.nanoTime();
				}
			});
		}
		catch (IOException ex) {
			// No socket to ask with: that says nothing about the instance
			this.lastSign = System.nanoTime();
		}
		catch (ShutdownChannelGroupException ex) {
			// Closed meanwhile: nobody wants to know any more
		}
	}

	private void closeCurrent() {
		if (this.current != null) {
			this.current.close();
			this.current = null;
		}
	}

	@Override
	public Duration silence() {
		Duration known = this.handle.silence();
		Duration silence = probedSilence();
		return (silence.compareTo(known) > 0) ? silence : known;
	}

	private synchronized Duration probedSilence() {
		if (this.schedule == null) {
			return Duration.ZERO;
		}
		Duration silence = Duration.ofNanos(System.nanoTime() - this.lastSign);
		// The next request is due after one interval, and its answer after another
		return (silence.compareTo(this.probe.interval().multipliedBy(2)) > 0) ? silence : Duration.ZERO;
	}

	@Override
	public long pid() {
		return this.handle.pid();
	}

	@Override
	public CompletionStage<ReadyReport> whenReady() {
		return this.handle.whenReady();
	}

	@Override
	public CompletionStage<String> whenEnding() {
		return this.handle.whenEnding();
	}

	@Override
	public CompletionStage<InstanceExit> whenExited() {
		return this.handle.whenExited();
	}

	@Override
	public void requestStop() {
		this.handle.requestStop();
	}

	@Override
	public void terminate() {
		this.handle.terminate();
	}

	@Override
	public void kill() {
		this.handle.kill();
	}

	@Override
	public void updateIdentity(ClusterIdentity identity) {
		this.handle.updateIdentity(identity);
	}

	@Override
	public Optional<InstanceVitals> vitals() {
		return this.handle.vitals();
	}

	@Override
	public void dumpThreads() {
		this.handle.dumpThreads();
	}

	@Override
	public void leave() {
		end();
		this.handle.leave();
	}

}
