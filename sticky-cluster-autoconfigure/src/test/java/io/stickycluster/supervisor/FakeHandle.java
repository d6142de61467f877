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

import org.jspecify.annotations.Nullable;

import io.stickycluster.instance.ClusterIdentity;
import io.stickycluster.instance.FailureKind;
import io.stickycluster.instance.InstanceVitals;
import io.stickycluster.launch.FakeInstanceHandle;
import io.stickycluster.launch.InstanceExit;
import io.stickycluster.launch.LaunchRequest;

/**
 * {@link FakeInstanceHandle} whose journal is that of its {@link FakeLauncher}.
 */
final class FakeHandle extends FakeInstanceHandle {

	private final List<ClusterIdentity> identities = new ArrayList<>();

	private final LaunchRequest request;

	private final FakeLauncher launcher;

	private boolean stopRequested;

	private boolean killed;

	private boolean silenceIsBroken;

	FakeHandle(LaunchRequest request, FakeLauncher launcher) {
		super(1000 + request.identity().index());
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
		becomeReady(new InetSocketAddress("127.0.0.1", 3131 + index()));
	}

	void exit(@Nullable String failure) {
		exit(new InstanceExit(this.stopRequested || this.killed, (failure != null) ? FailureKind.ERROR : null, failure,
				null, null));
	}

	@Override
	public void exit(InstanceExit exit) {
		if (isRunning()) {
			super.exit(exit);
			this.launcher.note("exit " + index());
		}
	}

	void breakSilence() {
		this.silenceIsBroken = true;
	}

	void vitals(long resident, long heapAfterGc) {
		vitals(new InstanceVitals(Instant.EPOCH, 1, heapAfterGc, 3, 4, resident, Duration.ofSeconds(6),
				Duration.ofSeconds(7), 8, -1));
	}

	void cpuTime(Instant at, Duration used) {
		vitals(new InstanceVitals(at, 1, 2, 3, 4, 5, Duration.ZERO, used, 8, -1));
	}

	void sessions(long open) {
		vitals(new InstanceVitals(Instant.EPOCH, 1, 2, 3, 4, 5, Duration.ZERO, Duration.ZERO, 8, open));
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
	public Duration silence() {
		if (this.silenceIsBroken) {
			throw new IllegalStateException("broken handle");
		}
		return super.silence();
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
