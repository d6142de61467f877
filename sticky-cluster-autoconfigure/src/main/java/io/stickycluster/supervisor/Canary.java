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

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

import io.stickycluster.instance.GenerationTraffic;
import io.stickycluster.instance.InstanceTraffic;
import io.stickycluster.supervisor.ReloadPolicy.CanaryLimits;

/**
 * Compares how the first new generation answers with how those answer in the same time
 * that are still to be replaced. Confined to the supervisor's thread.
 */
final class Canary {

	private static final double NANOS_PER_MILLI = 1_000_000;

	private final CanaryLimits limits;

	private final InstanceTraffic traffic;

	private final Member canary;

	private final List<Baseline> others = new ArrayList<>();

	/**
	 * Begin to compare.
	 * @param limits what is allowed
	 * @param traffic counts
	 * @param canary the new generation, which has got no requests yet
	 * @param others those that it is compared with
	 */
	Canary(CanaryLimits limits, InstanceTraffic traffic, Member canary, List<Member> others) {
		this.limits = limits;
		this.traffic = traffic;
		this.canary = canary;
		others.forEach((other) -> this.others.add(new Baseline(other, other.generation(), traffic(other))));
	}

	/**
	 * Say what speaks against the canary.
	 * @return what is worse than elsewhere, {@code null} for nothing so far
	 */
	@Nullable String problem() {
		GenerationTraffic own = traffic(this.canary);
		if (own.requests() < Math.max(1, this.limits.minRequests())) {
			return null;
		}
		GenerationTraffic elsewhere = elsewhere();
		double failures = failureRatio(own);
		double allowed = failureRatio(elsewhere) + this.limits.maxFailureRatio();
		if (failures > allowed) {
			return "%.0f %% of its %d requests failed, of the others' %.0f %%".formatted(100 * failures, own.requests(),
					100 * failureRatio(elsewhere));
		}
		double factor = this.limits.maxLatencyFactor();
		if (factor > 0 && elsewhere.answers() > 0 && millis(own) > factor * millis(elsewhere)) {
			return "it takes %.1f ms to answer, the others take %.1f ms".formatted(millis(own), millis(elsewhere));
		}
		return null;
	}

	private GenerationTraffic elsewhere() {
		long requests = 0;
		long answers = 0;
		long failures = 0;
		long latencyNanos = 0;
		for (Baseline other : this.others) {
			if (other.member().generation() == other.generation()) {
				GenerationTraffic now = traffic(other.member());
				requests += now.requests() - other.before().requests();
				answers += now.answers() - other.before().answers();
				failures += now.failures() - other.before().failures();
				latencyNanos += now.latencyNanos() - other.before().latencyNanos();
			}
		}
		return new GenerationTraffic(0, 0, requests, answers, failures, latencyNanos);
	}

	private GenerationTraffic traffic(Member member) {
		return this.traffic.traffic(member.index(), member.generation());
	}

	private static double failureRatio(GenerationTraffic traffic) {
		return (double) traffic.failures() / Math.max(1, traffic.requests());
	}

	private static double millis(GenerationTraffic traffic) {
		return traffic.latencyNanos() / NANOS_PER_MILLI / Math.max(1, traffic.answers());
	}

	/**
	 * How another member had answered before.
	 *
	 * @param member the member
	 * @param generation its generation
	 * @param before its traffic
	 */
	private record Baseline(Member member, int generation, GenerationTraffic before) {

	}

}
