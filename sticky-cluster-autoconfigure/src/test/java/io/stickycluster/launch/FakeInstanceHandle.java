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

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;

import org.jspecify.annotations.Nullable;

import io.stickycluster.instance.ClusterIdentity;
import io.stickycluster.instance.InstanceVitals;

/**
 * Launched instance that a test controls, and that keeps a journal of what it is asked
 * for.
 */
public class FakeInstanceHandle implements InstanceHandle {

	private final CompletableFuture<ReadyReport> ready = new CompletableFuture<>();

	private final CompletableFuture<InstanceExit> exited = new CompletableFuture<>();

	private final List<String> calls = new CopyOnWriteArrayList<>();

	private volatile long pid;

	private volatile @Nullable InstanceVitals vitals;

	private volatile Duration silence = Duration.ZERO;

	public FakeInstanceHandle(long pid) {
		this.pid = pid;
	}

	public final void becomeReady(InetSocketAddress address) {
		this.ready.complete(new ReadyReport(address, Map.of()));
	}

	/**
	 * Let the instance end, unless it has.
	 */
	public void exit(InstanceExit exit) {
		this.exited.complete(exit);
	}

	public final void pid(long pid) {
		this.pid = pid;
	}

	public final void vitals(InstanceVitals vitals) {
		this.vitals = vitals;
	}

	public final void silent(Duration silence) {
		this.silence = silence;
	}

	public final boolean isReady() {
		return this.ready.isDone();
	}

	public final boolean isRunning() {
		return !this.exited.isDone();
	}

	public final List<String> calls() {
		return this.calls;
	}

	@Override
	public final long pid() {
		return this.pid;
	}

	@Override
	public final CompletionStage<ReadyReport> whenReady() {
		return this.ready;
	}

	@Override
	public final CompletionStage<InstanceExit> whenExited() {
		return this.exited;
	}

	@Override
	public void requestStop() {
		this.calls.add("stop");
	}

	@Override
	public void terminate() {
		this.calls.add("terminate");
	}

	@Override
	public void kill() {
		this.calls.add("kill");
	}

	@Override
	public void updateIdentity(ClusterIdentity identity) {
		this.calls.add("identity");
	}

	@Override
	public final Optional<InstanceVitals> vitals() {
		return Optional.ofNullable(this.vitals);
	}

	@Override
	public Duration silence() {
		return this.silence;
	}

	@Override
	public void dumpThreads() {
		this.calls.add("dump");
	}

	@Override
	public void leave() {
		this.calls.add("leave");
	}

}
