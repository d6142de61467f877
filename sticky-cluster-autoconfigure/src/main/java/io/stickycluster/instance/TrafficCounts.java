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

package io.stickycluster.instance;

/**
 * What the data plane carries for one instance right now, and what it has carried.
 *
 * @param openConnections open connections from the data plane to the instance, pooled
 * idle ones included
 * @param activeRequests requests whose response has not ended, streams not included
 * @param openStreams what is open-ended: connections that were upgraded (WebSocket) and
 * event streams
 * @param assignedClients clients that the affinity table assigns to the instance
 * @param totalRequests requests that were given to the instance since the data plane
 * exists, over all its generations
 * @param queuedRequests those of the active requests that wait for their turn
 * @param ejected whether the data plane keeps clients away because the instance fails
 */
public record TrafficCounts(int openConnections, int activeRequests, int openStreams, int assignedClients,
		long totalRequests, int queuedRequests, boolean ejected) {

	/**
	 * No traffic.
	 */
	public static final TrafficCounts NONE = new TrafficCounts(0, 0, 0, 0, 0, 0, false);

	/**
	 * Return whether nothing is in progress.
	 * @return whether there is neither a request nor a stream
	 */
	public boolean isIdle() {
		return this.activeRequests == 0 && this.openStreams == 0;
	}

}
