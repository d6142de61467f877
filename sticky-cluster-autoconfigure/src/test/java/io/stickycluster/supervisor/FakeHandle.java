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

package io.stickycluster.supervisor;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import org.jspecify.annotations.Nullable;

import io.stickycluster.instance.ClusterIdentity;
import io.stickycluster.instance.FailureKind;
import io.stickycluster.instance.InstanceVitals;
import io.stickycluster.launch.InstanceExit;
import io.stickycluster.launch.InstanceHandle;
import io.stickycluster.launch.LaunchRequest;
import io.stickycluster.launch.ReadyReport;

/**
 * Launched instance that a test controls.
 */
final class FakeHandle implements InstanceHandle {

	private final CompletableFuture<ReadyReport> ready = new CompletableFuture<>();

	private final CompletableFuture<InstanceExit> exited = new CompletableFuture<>();

	private final List<ClusterIdentity> identities = new ArrayList<>();

	private final LaunchRequest request;

	private final FakeLauncher launcher;

	private boolean stopRequested;

	private boolean killed;

	private @Nullable Duration silence = Duration.ZERO;

	private @Nullable InstanceVitals vitals;

	FakeHandle(LaunchRequest request, FakeLauncher launcher) {
		this.request = request;
		this.launcher = launcher;
		this.identities.add(request.identity());
	}

	int index() {
		return this.request.identity().index();
	}

	int generation() {
		return this.request.identity().generation();
	}

	LaunchRequest request() {
		return this.request;
	}

	void becomeReady() {
		this.ready.complete(new ReadyReport(new InetSocketAddress("127.0.0.1", 3131 + index()), Map.of()));
	}

	void exit(@Nullable String failure) {
		exit(new InstanceExit(this.stopRequested || this.killed, (failure != null) ? FailureKind.ERROR : null, failure,
				null, null));
	}

	void exit(InstanceExit exit) {
		if (this.exited.complete(exit)) {
			this.launcher.note("exit " + index());
		}
	}

	void silent(Duration silence) {
		this.silence = silence;
	}

	void breakSilence() {
		this.silence = null;
	}

	void vitals(long resident, long heapAfterGc) {
		this.vitals = new InstanceVitals(Instant.EPOCH, 1, heapAfterGc, 3, 4, resident, Duration.ofSeconds(6),
				Duration.ofSeconds(7), 8, -1);
	}

	boolean isRunning() {
		return !this.exited.isDone();
	}

	boolean isReady() {
		return this.ready.isDone();
	}

	boolean isStopRequested() {
		return this.stopRequested;
	}

	boolean isKilled() {
		return this.killed;
	}

	ClusterIdentity identity() {
		return this.identities.get(this.identities.size() - 1);
	}

	@Override
	public long pid() {
		return 1000 + index();
	}

	@Override
	public CompletionStage<ReadyReport> whenReady() {
		return this.ready;
	}

	@Override
	public CompletionStage<InstanceExit> whenExited() {
		return this.exited;
	}

	@Override
	public void requestStop() {
		this.launcher.requireWorking();
		if (!this.stopRequested) {
			this.stopRequested = true;
			this.launcher.note("stop " + index());
			if (this.launcher.endsWhenAsked()) {
				exit(InstanceExit.requested(null));
			}
		}
	}

	@Override
	public void terminate() {
		this.launcher.requireWorking();
		this.stopRequested = true;
		this.launcher.note("terminate " + index());
	}

	@Override
	public Optional<InstanceVitals> vitals() {
		return Optional.ofNullable(this.vitals);
	}

	@Override
	public Duration silence() {
		if (this.silence == null) {
			throw new IllegalStateException("broken handle");
		}
		return this.silence;
	}

	@Override
	public void dumpThreads() {
		this.launcher.note("dump " + index());
	}

	@Override
	public void kill() {
		this.launcher.requireWorking();
		this.killed = true;
		this.launcher.note("kill " + index());
		if (this.launcher.endsWhenKilled()) {
			exit(InstanceExit.requested(null));
		}
	}

	@Override
	public void updateIdentity(ClusterIdentity identity) {
		this.launcher.requireWorking();
		this.identities.add(identity);
	}

}
