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
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * Decides when there are too few instances or too many, one step at a time. A step down
 * is taken only if the remaining instances would carry clearly less than what would bring
 * the step up again. Confined to the supervisor's thread.
 */
final class Autoscaler {

	private final AutoscalePolicy policy;

	private final LoadWindow window;

	private int instances;

	private Instant changedAt = Instant.MIN;

	Autoscaler(AutoscalePolicy policy) {
		this.policy = policy;
		this.window = new LoadWindow(policy.window());
	}

	/**
	 * Note that something goes on in the cluster, so that its load says nothing.
	 */
	void interrupt() {
		this.window.clear();
	}

	/**
	 * Look at a cluster all of whose instances are up, and in which nothing goes on.
	 * @param load its load
	 * @return what to do, {@code null} for nothing
	 */
	@Nullable Step look(Load load) {
		int count = load.instances().size();
		if (count != this.instances) {
			// whoever has changed it
			this.instances = count;
			this.changedAt = load.at();
		}
		this.window.add(load);
		if (hasCooledDown(this.policy.upCoolDown(), load.at())) {
			String reason = whyUp(count);
			if (reason != null) {
				return new Step(count + 1, reason);
			}
		}
		if (hasCooledDown(this.policy.downCoolDown(), load.at())) {
			String reason = whyDown(count);
			if (reason != null) {
				return new Step(count - 1, reason);
			}
		}
		return null;
	}

	private boolean hasCooledDown(Duration coolDown, Instant now) {
		return !now.isBefore(this.changedAt.plus(coolDown));
	}

	private @Nullable String whyUp(int count) {
		if (count < this.policy.min()) {
			return "there are to be at least " + this.policy.min();
		}
		if (count >= this.policy.max() || !this.window.isFull()) {
			return null;
		}
		// not those that are not known
		return signals().filter((signal) -> signal.total(this.window) / count > target(signal))
			.findFirst()
			.map((signal) -> "an instance has %s, more than %s"
				.formatted(signal.text(signal.total(this.window) / count), signal.number(target(signal))))
			.orElse(null);
	}

	private @Nullable String whyDown(int count) {
		if (count > this.policy.max()) {
			return "there are to be at most " + this.policy.max();
		}
		if (count <= this.policy.min() || !this.window.isFull()) {
			return null;
		}
		int rest = count - 1;
		boolean enough = signals()
			.allMatch((signal) -> signal.total(this.window) / rest <= this.policy.downThreshold() * target(signal));
		return enough ? "with one less an instance has "
				+ signals().map((signal) -> signal.text(signal.total(this.window) / rest))
					.collect(Collectors.joining(", "))
				: null;
	}

	private Stream<LoadSignal> signals() {
		return Arrays.stream(LoadSignal.values()).filter((signal) -> target(signal) > 0);
	}

	private double target(LoadSignal signal) {
		return signal.target(this.policy.targets());
	}

	/**
	 * A change of the number of instances.
	 *
	 * @param instances how many there are to be
	 * @param reason why, for an operator
	 */
	record Step(int instances, String reason) {

	}

}
