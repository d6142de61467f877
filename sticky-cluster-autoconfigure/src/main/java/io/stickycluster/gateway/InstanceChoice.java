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

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

import io.stickycluster.affinity.Candidates;
import io.stickycluster.instance.Instance;

/**
 * Chooses the instance of one request: the client's, unless that does not serve, fails,
 * or was tried before. Tells what came of it to all others. Confined to the event loop of
 * its exchange.
 */
final class InstanceChoice {

	private final Gateway gateway;

	private final Ejections ejections;

	private final RelayRequest request;

	/**
	 * The instances that the request is not tried on again.
	 */
	private List<Instance> tried = List.of();

	private RoutingTable routes;

	private @Nullable InstanceGeneration probe;

	InstanceChoice(Gateway gateway, RelayRequest request) {
		this.gateway = gateway;
		this.ejections = gateway.failover().ejections();
		this.request = request;
		this.routes = gateway.routes();
	}

	/**
	 * Look at the cluster as it is now.
	 */
	void refresh() {
		this.routes = this.gateway.routes();
	}

	/**
	 * Choose an instance.
	 * @return the request's place there, {@code null} when there is none
	 */
	@Nullable Placement choose() {
		this.probe = this.request.isIdempotent() ? this.ejections.tryProbe() : null;
		Candidates candidates = this.routes.candidates(this.probe);
		if (!this.tried.isEmpty()) {
			candidates = candidates.filter((instance) -> !isTried(instance));
		}
		Placement placement = Placement.of(this.gateway, this.routes, this.request, candidates);
		if (this.probe != null
				&& (placement == null || !this.probe.equals(InstanceGeneration.of(placement.instance())))) {
			giveBack();
		}
		return placement;
	}

	private boolean isTried(Instance instance) {
		return this.tried.stream()
			.anyMatch((gone) -> gone.index() == instance.index() && gone.generation() == instance.generation());
	}

	/**
	 * Return where an instance is reached.
	 * @param instance the chosen instance
	 * @return the endpoint, {@code null} when it does not open the port
	 */
	@Nullable InstanceEndpoint endpoint(Instance instance) {
		return this.routes.endpoint(instance, this.request.route());
	}

	/**
	 * Do not choose an instance again.
	 * @param instance the instance, of which other generations may be chosen
	 */
	void exclude(Instance instance) {
		this.tried = new ArrayList<>(this.tried);
		this.tried.add(instance);
	}

	void answered(Instance instance) {
		this.probe = null;
		this.ejections.succeeded(instance);
	}

	void failed(Instance instance) {
		this.probe = null;
		this.gateway.failed(instance);
	}

	/**
	 * End without knowing how the chosen instance does.
	 */
	void giveBack() {
		if (this.probe != null) {
			this.ejections.giveBack(this.probe);
			this.probe = null;
		}
	}

	/**
	 * Return whether an instance is on its way up.
	 * @return whether there is one
	 */
	boolean isRecovering() {
		return this.routes.isRecovering();
	}

	boolean isOwnInstanceRecovering() {
		return isRecovering() && this.routes.isRecovering(this.request.client().index())
				&& !this.request.client().isLeaving(this.routes.candidates(null));
	}

	/**
	 * Return whether an instance may soon be there: one is on its way up, or one has just
	 * failed of which the supervisor does not know yet.
	 * @return whether it makes sense to wait
	 */
	boolean isWaitWorthwhile() {
		return isRecovering() || this.tried.stream().anyMatch((gone) -> this.gateway.judge(gone) == Suspicion.OPEN);
	}

}
