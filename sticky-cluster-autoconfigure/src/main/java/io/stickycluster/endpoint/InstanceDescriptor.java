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

package io.stickycluster.endpoint;

import java.time.Instant;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.stickycluster.instance.Instance;
import io.stickycluster.instance.InstanceRelease;
import io.stickycluster.instance.InstanceVitals;
import io.stickycluster.instance.TrafficCounts;

/**
 * Description of one instance, as the endpoint shows it.
 *
 * @param index the instance's fixed position in the cluster
 * @param generation how often it was launched
 * @param state its state
 * @param detail how far it is or why it is where it is, when the state alone does not
 * tell, such as {@code SIGTERM sent}
 * @param port the port that it listens on, {@code null} while that is not known
 * @param ports further ports by name
 * @param pid the process that it runs in, {@code null} while it has none
 * @param readySince since when it is ready, {@code null} when it is not
 * @param adoptedAt when it was taken over from a former supervisor, {@code null} when
 * this one has launched it
 * @param restarts how often it was launched again
 * @param lastFailure why it last ended by itself, in one line, {@code null} if it never
 * did
 * @param lastFailureKind what sort of failure that was, {@code null} if there was none
 * @param openConnections connections from the data plane to the instance
 * @param activeRequests requests in progress
 * @param openStreams open WebSockets
 * @param assignedClients clients that are kept on the instance
 * @param totalRequests requests that it was given, over all its generations
 * @param queuedRequests those of the active requests that wait for their turn
 * @param ejected whether clients are kept away from it because it fails although it is up
 * @param release which release it runs, {@code null} when it is the one that the
 * supervisor itself was started of
 * @param vitals how it was when it last told, {@code null} when that is not known
 */
public record InstanceDescriptor(int index, int generation, String state, @Nullable String detail,
		@Nullable Integer port, Map<String, Integer> ports, @Nullable Long pid, @Nullable Instant readySince,
		@Nullable Instant adoptedAt, Restarts restarts, @Nullable String lastFailure, @Nullable String lastFailureKind,
		int openConnections, int activeRequests, int openStreams, int assignedClients, long totalRequests,
		int queuedRequests, boolean ejected, @Nullable InstanceRelease release, @Nullable VitalsDescriptor vitals) {

	static InstanceDescriptor of(Instance instance, TrafficCounts counts, @Nullable InstanceVitals vitals) {
		return new InstanceDescriptor(instance.index(), instance.generation(), instance.state().name(),
				instance.detail(), (instance.address() != null) ? instance.address().getPort() : null, instance.ports(),
				(instance.pid() != 0) ? instance.pid() : null, instance.readySince(), instance.adoptedAt(),
				new Restarts(instance.plannedRestarts(), instance.unplannedRestarts()),
				FailureSummary.of(instance.lastFailure()),
				(instance.lastFailureKind() != null) ? instance.lastFailureKind().name() : null,
				counts.openConnections(), counts.activeRequests(), counts.openStreams(), counts.assignedClients(),
				counts.totalRequests(), counts.queuedRequests(), counts.ejected(), instance.release(),
				(vitals != null) ? VitalsDescriptor.of(vitals) : null);
	}

	/**
	 * How often an instance was launched again.
	 *
	 * @param planned by request
	 * @param unplanned because it had ended by itself
	 */
	public record Restarts(int planned, int unplanned) {

	}

}
