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

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import io.stickycluster.instance.InstanceTraffic;
import io.stickycluster.launch.Release;

/**
 * {@link OperationPlan} that replaces members while they serve: all, or else none. The
 * first one is the canary: the others follow when it has shown that it is no worse than
 * they are.
 */
final class ReloadPlan implements OperationPlan {

	private final Members members;

	private final ReloadPolicy policy;

	private final InstanceTraffic traffic;

	private final Release release;

	private final String reason;

	private final Release formerRelease;

	private final Runnable onCompleted;

	private final Deque<Member> waiting;

	private final int total;

	private final List<Replacement> begun = new ArrayList<>();

	private @Nullable Canary canary;

	private boolean canaryPassed;

	private @Nullable String failure;

	/**
	 * Plan a reload.
	 * @param members the members
	 * @param policy how they are replaced
	 * @param targets who is to be replaced, in this order
	 * @param release what they are launched of from now on
	 * @param reason why, for the log
	 * @param traffic counts how they answer
	 * @param onCompleted done once all have been replaced
	 */
	ReloadPlan(Members members, ReloadPolicy policy, Collection<Member> targets, Release release, String reason,
			InstanceTraffic traffic, Runnable onCompleted) {
		this.members = members;
		this.policy = policy;
		this.traffic = traffic;
		this.release = release;
		this.reason = reason;
		this.formerRelease = members.releases().current();
		this.onCompleted = onCompleted;
		this.waiting = new ArrayDeque<>(targets);
		this.total = targets.size();
	}

	@Override
	public Progress advance(Members members, Instant now) {
		if (this.failure == null) {
			this.failure = goForward(now);
			if (this.failure != null) {
				rollBack();
			}
		}
		if (this.failure != null) {
			return goBack(this.failure, now);
		}
		if (isCanaryPassed() && this.waiting.isEmpty() && this.begun.stream().allMatch(Replacement::isDone)) {
			this.onCompleted.run();
			return Progress.completed(text());
		}
		return Progress.running(text() + current());
	}

	private @Nullable String goForward(Instant now) {
		for (Replacement replacement : this.begun) {
			replacement.advance(now);
			String problem = replacement.failure();
			if (problem != null) {
				return problem;
			}
		}
		String problem = judgeCanary(now);
		if (problem == null) {
			beginMore();
		}
		return problem;
	}

	private @Nullable String judgeCanary(Instant now) {
		if (this.begun.isEmpty()) {
			return null;
		}
		Replacement first = this.begun.get(0);
		Instant since = first.switchedAt();
		if (since != null && !this.canaryPassed) {
			if (this.canary == null) {
				this.canary = new Canary(this.policy.canary(), this.traffic, first.next(), others(first));
			}
			String problem = this.policy.canaryPause().isZero() ? null : this.canary.problem();
			if (problem != null) {
				return "The new generation of instance %d, the canary, is worse than the others: %s"
					.formatted(first.next().index(), problem);
			}
			this.canaryPassed = !now.isBefore(since.plus(this.policy.canaryPause()));
		}
		if (this.canaryPassed) {
			this.begun.stream().filter((replacement) -> replacement.switchedAt() != null).forEach((replacement) -> {
				replacement.letGo();
				replacement.advance(now);
			});
		}
		return null;
	}

	private List<Member> others(Replacement first) {
		return this.members.all().stream().filter((member) -> member != first.next()).toList();
	}

	private void beginMore() {
		if (!this.canaryPassed && !this.begun.isEmpty()) {
			return;
		}
		long unsettled = this.begun.stream().filter((replacement) -> !replacement.isSettled()).count();
		int allowed = this.canaryPassed ? this.policy.concurrency() : 1;
		while (unsettled < allowed && !this.waiting.isEmpty()) {
			this.begun.add(replace(this.waiting.removeFirst()));
			unsettled++;
		}
	}

	private Replacement replace(Member member) {
		return (this.policy.strategy() == ReloadPolicy.Strategy.SURGE)
				? new SurgeReplacement(this.members, this.policy, member, this.release, this.reason)
				: new InPlaceReplacement(this.members, this.policy, member, this.release, this.reason);
	}

	private void rollBack() {
		this.waiting.clear();
		List<Replacement> back = new ArrayList<>(this.begun);
		Collections.reverse(back);
		back.forEach(Replacement::rollBack);
	}

	private Progress goBack(String reason, Instant now) {
		boolean ended = true;
		for (Replacement replacement : this.begun) {
			ended &= replacement.advanceRollback(now);
		}
		if (!ended) {
			return Progress.running("failed, going back to the old generations");
		}
		String problems = this.begun.stream()
			.map(Replacement::rollbackProblem)
			.filter(Objects::nonNull)
			.collect(Collectors.joining(", "));
		return Progress.failed(problems.isEmpty() ? "the old generations serve" : problems, reason);
	}

	@Override
	public void proceed() {
		if (this.failure != null || this.canaryPassed || this.canary == null) {
			throw new IllegalCommandException("The reload is not waiting for anybody", List.of("abort"));
		}
		this.canaryPassed = true;
	}

	@Override
	public void abort() {
		if (this.failure != null) {
			throw new IllegalCommandException("The reload is already going back", List.of());
		}
		this.failure = "Aborted by an operator";
		rollBack();
	}

	@Override
	public void cancel() {
		// Whoever is started again is so as before
		this.members.releases(this.members.releases());
		this.begun.stream()
			.filter((replacement) -> replacement.switchedAt() == null)
			.map(Replacement::next)
			.filter(this.members::isAside)
			.forEach((member) -> member.leave("reload overtaken"));
	}

	@Override
	public @Nullable Release newRelease() {
		return this.release.equals(this.formerRelease) ? null : this.release;
	}

	private boolean isCanaryPassed() {
		return this.canaryPassed || this.total == 0;
	}

	private String text() {
		long done = this.begun.stream().filter((replacement) -> replacement.switchedAt() != null).count();
		return "%d of %d reloaded".formatted(done, this.total);
	}

	private String current() {
		Duration pause = this.policy.canaryPause();
		if (this.canary != null && !this.canaryPassed) {
			return ", instance %d is watched for %s: 'continue' or 'abort' end that"
				.formatted(this.begun.get(0).next().index(), TransitionLog.text(pause));
		}
		return this.begun.stream()
			.filter((replacement) -> !replacement.isDone())
			.map((replacement) -> ", " + replacement.progress())
			.collect(Collectors.joining());
	}

}
