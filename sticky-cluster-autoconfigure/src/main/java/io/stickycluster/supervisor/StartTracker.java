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

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import org.jspecify.annotations.Nullable;

import io.stickycluster.instance.InstanceState;
import io.stickycluster.launch.InstanceExit;

/**
 * Watches the start of the cluster and says once how it went. Confined to the
 * supervisor's thread.
 */
final class StartTracker {

	private final int minReady;

	private final CompletableFuture<Void> started = new CompletableFuture<>();

	/**
	 * Exceptions by index. Let go of with the start, because exceptions may hold on to
	 * the application that threw them.
	 */
	private final Map<Integer, Throwable> causes = new TreeMap<>();

	StartTracker(int minReady) {
		this.minReady = minReady;
	}

	CompletionStage<Void> whenStarted() {
		return this.started.minimalCompletionStage();
	}

	void exited(int index, InstanceExit exit) {
		Throwable cause = exit.cause();
		if (cause != null && !this.started.isDone()) {
			this.causes.put(index, cause);
		}
	}

	void check(Members members) {
		if (this.started.isDone() || members.all().isEmpty()) {
			return;
		}
		int needed = Math.min(this.minReady, Math.max(1, members.wanted()));
		if (members.ready() >= needed) {
			this.causes.clear();
			this.started.complete(null);
		}
		else if (allFailed(members)) {
			fail(members, "No instance could be started");
		}
		else if (hopeful(members) < needed) {
			fail(members, "Fewer than %d instances can be started".formatted(needed));
		}
	}

	void cancel() {
		this.causes.clear();
		this.started.completeExceptionally(
				new ClusterStartException("The cluster was stopped before it was up", Map.of(), null));
	}

	private void fail(Members members, String message) {
		Map<Integer, String> failures = new TreeMap<>();
		for (Member member : members.all()) {
			Failure failure = member.lastFailure();
			if (failure != null) {
				failures.put(member.index(), failure.text());
			}
		}
		ClusterStartException exception = new ClusterStartException(message, failures, firstCause());
		this.causes.clear();
		this.started.completeExceptionally(exception);
	}

	private @Nullable Throwable firstCause() {
		return this.causes.values().stream().findFirst().orElse(null);
	}

	private static boolean allFailed(Members members) {
		return members.all().stream().allMatch((member) -> member.lastFailure() != null && !member.state().isServing());
	}

	private static long hopeful(Members members) {
		return members.all()
			.stream()
			.filter((member) -> member.isWantedUp() && !member.is(InstanceState.FAILED))
			.count();
	}

}
