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

package io.stickycluster.gateway;

import org.jspecify.annotations.Nullable;

import io.stickycluster.affinity.Assignment;
import io.stickycluster.affinity.Candidates;

/**
 * Where an exchange belongs, and what it counts as there: a request, or a stream once its
 * response has turned out to be one.
 */
final class Placement {

	private final Assignment assignment;

	private final InstanceLoad load;

	private @Nullable OpenStream stream;

	private Placement(Assignment assignment, InstanceLoad load) {
		this.assignment = assignment;
		this.load = load;
		load.requestBegins();
	}

	/**
	 * Place a request.
	 * @param gateway the gateway
	 * @param request the request
	 * @param candidates the instances to choose from
	 * @return its place, {@code null} when there is none
	 */
	static @Nullable Placement of(Gateway gateway, RelayRequest request, Candidates candidates) {
		Assignment assigned = gateway.affinity().assign(request.key(), candidates);
		return (assigned != null) ? new Placement(assigned, gateway.load(assigned.instance().index())) : null;
	}

	Assignment assignment() {
		return this.assignment;
	}

	int index() {
		return this.assignment.instance().index();
	}

	/**
	 * Count as a stream from now on.
	 * @param stream the stream
	 */
	void becomeStream(OpenStream stream) {
		this.stream = stream;
		this.load.requestEnds();
		this.load.streamBegins(stream);
	}

	/**
	 * Give the place up. To be called exactly once.
	 */
	void release() {
		if (this.stream != null) {
			this.load.streamEnds(this.stream);
		}
		else {
			this.load.requestEnds();
		}
		this.assignment.release();
	}

}
