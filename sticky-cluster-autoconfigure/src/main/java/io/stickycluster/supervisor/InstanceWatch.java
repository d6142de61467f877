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

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;

/**
 * Looks at the instances once a second: those that give no sign of life are replaced,
 * those that are due are recycled, and their number follows the load. Confined to the
 * supervisor's thread.
 */
final class InstanceWatch {

	private static final Duration INTERVAL = Duration.ofSeconds(1);

	private final Members members;

	private final InstanceHandles handles;

	private final Recycler recycler;

	private final Autoscaling autoscaling;

	private final SupervisorLoop loop;

	private final Consumer<Runnable> events;

	private final Clock clock;

	private Instant lastLook = Instant.MIN;

	/**
	 * Create a watch.
	 * @param members the members
	 * @param handles tell for how long an instance has been silent
	 * @param recycler recycles
	 * @param autoscaling scales
	 * @param loop the supervisor's thread
	 * @param events takes what is to be run there
	 * @param clock the clock
	 */
	InstanceWatch(Members members, InstanceHandles handles, Recycler recycler, Autoscaling autoscaling,
			SupervisorLoop loop, Consumer<Runnable> events, Clock clock) {
		this.members = members;
		this.handles = handles;
		this.recycler = recycler;
		this.autoscaling = autoscaling;
		this.loop = loop;
		this.events = events;
		this.clock = clock;
	}

	/**
	 * Begin to look, until the supervisor's thread ends.
	 */
	void begin() {
		this.lastLook = this.clock.instant();
		this.recycler.begin(this.lastLook);
		scheduleNext();
	}

	private void scheduleNext() {
		this.loop.schedule(() -> this.events.accept(this::look), INTERVAL);
	}

	private void look() {
		scheduleNext();
		Instant now = this.clock.instant();
		// Who has been stopped itself, or whose clock was set, knows nothing of others
		boolean inTime = Duration.between(this.lastLook, now).abs().compareTo(INTERVAL.multipliedBy(3)) <= 0;
		this.lastLook = now;
		this.members.everyone().forEach(this::updatePid);
		if (inTime) {
			replaceSilent(this.members.settings().timeouts().liveness());
		}
		this.recycler.check(now);
		this.autoscaling.check(now);
	}

	private void updatePid(Member member) {
		// A process is started in the background: there is none right after its launch
		if (member.isRunning()) {
			this.handles.with(member.index(), member.generation(),
					(handle) -> member.launched(member.generation(), handle.pid()));
		}
	}

	private void replaceSilent(Duration timeout) {
		if (timeout.isZero()) {
			return;
		}
		for (Member member : this.members.everyone()) {
			if (member.state().isServing()) {
				Duration silence = this.handles.silence(member.index(), member.generation());
				if (silence.compareTo(timeout) > 0) {
					member.unresponsive(silence);
				}
			}
		}
	}

}
