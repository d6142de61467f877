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
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

import io.stickycluster.instance.GenerationTraffic;
import io.stickycluster.instance.InstanceTraffic;
import io.stickycluster.instance.TrafficCounts;
import io.stickycluster.launch.Health;
import io.stickycluster.launch.HealthCheck;
import io.stickycluster.launch.InstanceHandle;
import io.stickycluster.launch.InstanceLauncher;
import io.stickycluster.launch.LaunchRequest;

/**
 * {@link InstanceLauncher} and data plane that keep a journal of what they are asked for.
 */
final class FakeLauncher implements InstanceLauncher, InstanceTraffic, HealthCheck {

	private final List<FakeHandle> launched = new ArrayList<>();

	private final List<String> journal = new ArrayList<>();

	private final Map<Integer, Integer> streams = new HashMap<>();

	private final Map<Integer, Long> requests = new HashMap<>();

	private final Map<List<Integer>, GenerationTraffic> traffic = new HashMap<>();

	private final List<Duration> spreads = new ArrayList<>();

	private Health health = Health.GOOD;

	private Consumer<FakeHandle> onLaunch = (handle) -> {
	};

	private boolean endsWhenAsked = true;

	private boolean endsWhenKilled = true;

	private boolean closesStreams = true;

	private boolean handlesAreBroken;

	@Override
	public InstanceHandle launch(LaunchRequest request) {
		FakeHandle handle = new FakeHandle(request, this);
		this.launched.add(handle);
		note("launch " + handle.index());
		this.onLaunch.accept(handle);
		return handle;
	}

	@Override
	public TrafficCounts counts(int index) {
		return new TrafficCounts(0, 0, this.streams.getOrDefault(index, 0), 0, this.requests.getOrDefault(index, 0L), 0,
				false);
	}

	@Override
	public GenerationTraffic traffic(int index, int generation) {
		GenerationTraffic set = this.traffic.get(List.of(index, generation));
		return (set != null) ? set : new GenerationTraffic(0, this.streams.getOrDefault(index, 0), 0, 0, 0, 0);
	}

	@Override
	public CompletionStage<Void> closeStreams(int index, int generation, int webSocketCloseCode, Duration spread) {
		note("close " + index + " " + webSocketCloseCode);
		this.spreads.add(spread);
		return this.closesStreams ? CompletableFuture.completedStage(null) : new CompletableFuture<>();
	}

	@Override
	public CompletionStage<Health> check(InetSocketAddress address) {
		return CompletableFuture.completedStage(this.health);
	}

	void health(Health health) {
		this.health = health;
	}

	void traffic(int index, int generation, GenerationTraffic traffic) {
		this.traffic.put(List.of(index, generation), traffic);
	}

	void onLaunch(Consumer<FakeHandle> onLaunch) {
		this.onLaunch = onLaunch;
	}

	void ignoreStop() {
		this.endsWhenAsked = false;
	}

	void ignoreKill() {
		this.endsWhenKilled = false;
	}

	void breakHandles() {
		this.handlesAreBroken = true;
	}

	void requireWorking() {
		if (this.handlesAreBroken) {
			throw new IllegalStateException("broken handle");
		}
	}

	void keepStreams() {
		this.closesStreams = false;
	}

	void streams(int index, int count) {
		this.streams.put(index, count);
	}

	void requests(int index, long total) {
		this.requests.put(index, total);
	}

	/**
	 * Return over how long streams were to be closed, each time.
	 */
	List<Duration> spreads() {
		return this.spreads;
	}

	boolean endsWhenAsked() {
		return this.endsWhenAsked;
	}

	boolean endsWhenKilled() {
		return this.endsWhenKilled;
	}

	void note(String line) {
		this.journal.add(line);
	}

	List<String> journal() {
		return this.journal;
	}

	List<FakeHandle> launched() {
		return this.launched;
	}

	List<FakeHandle> running() {
		return this.launched.stream().filter(FakeHandle::isRunning).toList();
	}

	/**
	 * Return the latest generation of an index.
	 */
	FakeHandle handle(int index) {
		return this.launched.stream()
			.filter((handle) -> handle.index() == index)
			.reduce((first, second) -> second)
			.orElseThrow();
	}

}
