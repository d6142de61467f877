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

package io.stickycluster.affinity;

import java.util.List;

import org.jspecify.annotations.Nullable;

import io.stickycluster.instance.ClusterSnapshot;
import io.stickycluster.instance.Instance;

/**
 * The instances that a client may be given to, as a snapshot has them. Immutable.
 */
public final class Candidates {

	private final List<Instance> instances;

	/**
	 * By their index, {@code null} for those that do not serve.
	 */
	private final @Nullable Instance[] serving;

	private final List<Instance> accepting;

	private Candidates(List<Instance> instances) {
		this.instances = instances;
		this.serving = new @Nullable Instance[instances.stream().mapToInt(Instance::index).max().orElse(-1) + 1];
		for (Instance instance : instances) {
			if (instance.state().isServing()) {
				this.serving[instance.index()] = instance;
			}
		}
		this.accepting = instances.stream().filter((instance) -> instance.state().isAccepting()).toList();
	}

	/**
	 * Return the candidates that a snapshot offers.
	 * @param snapshot the snapshot
	 * @return the candidates
	 */
	public static Candidates of(ClusterSnapshot snapshot) {
		return new Candidates(snapshot.instances());
	}

	/**
	 * Return these candidates without one that turned out not to answer.
	 * @param index the index to leave out
	 * @return the other candidates
	 */
	public Candidates without(int index) {
		return new Candidates(this.instances.stream().filter((instance) -> instance.index() != index).toList());
	}

	/**
	 * Return an instance that serves the clients that it has.
	 * @param index the instance's index, negative for none
	 * @return the instance, {@code null} when it does not serve
	 */
	@Nullable Instance serving(int index) {
		return (index >= 0 && index < this.serving.length) ? this.serving[index] : null;
	}

	/**
	 * Return the instances that take new clients.
	 * @return the instances
	 */
	List<Instance> accepting() {
		return this.accepting;
	}

}
