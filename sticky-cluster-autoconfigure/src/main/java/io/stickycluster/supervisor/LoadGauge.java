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
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import io.stickycluster.instance.InstanceTraffic;
import io.stickycluster.instance.InstanceVitals;
import io.stickycluster.instance.TrafficCounts;
import io.stickycluster.supervisor.Load.CpuTime;
import io.stickycluster.supervisor.Load.Generation;

/**
 * Measures what members carry. Confined to the supervisor's thread.
 */
final class LoadGauge {

	private final Function<Member, @Nullable InstanceVitals> vitals;

	private final InstanceTraffic traffic;

	private final Supplier<Optional<Duration>> ownCpu;

	/**
	 * Create a gauge.
	 * @param vitals tells how a member is, {@code null} when that is not known
	 * @param traffic the data plane
	 * @param ownCpu tells how much processor time the supervisor's process has used,
	 * which is that of the members that live in it
	 */
	LoadGauge(Function<Member, @Nullable InstanceVitals> vitals, InstanceTraffic traffic,
			Supplier<Optional<Duration>> ownCpu) {
		this.vitals = vitals;
		this.traffic = traffic;
		this.ownCpu = ownCpu;
	}

	/**
	 * Measure.
	 * @param members who is up
	 * @param now the time
	 * @return what they carry
	 */
	Load measure(Collection<Member> members, Instant now) {
		List<Generation> instances = new ArrayList<>();
		long requests = 0;
		long sessions = 0;
		for (Member member : members) {
			TrafficCounts counts = this.traffic.counts(member.index());
			instances.add(new Generation(member.index(), member.generation()));
			requests += counts.totalRequests();
			sessions += sessions(counts, this.vitals.apply(member));
		}
		return new Load(now, instances, requests, sessions, cpu(members, now));
	}

	private static long sessions(TrafficCounts counts, @Nullable InstanceVitals vitals) {
		long atGateway = Math.max(counts.assignedClients(), counts.openStreams());
		return (vitals != null) ? Math.max(atGateway, vitals.openSessions()) : atGateway;
	}

	private List<CpuTime> cpu(Collection<Member> members, Instant now) {
		if (members.stream().noneMatch((member) -> member.launches().hasOwnProcess())) {
			return this.ownCpu.get().map((used) -> List.of(new CpuTime(now, used))).orElse(List.of());
		}
		List<CpuTime> times = new ArrayList<>();
		for (Member member : members) {
			InstanceVitals vitals = this.vitals.apply(member);
			if (vitals == null || vitals.cpuTime().isNegative()) {
				return List.of();
			}
			times.add(new CpuTime(vitals.at(), vitals.cpuTime()));
		}
		return times;
	}

}
