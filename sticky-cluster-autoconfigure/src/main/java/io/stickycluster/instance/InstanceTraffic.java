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

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * The supervisor's view of a data plane: what it carries for an instance, and how its
 * streams are ended. Implementations are thread-safe and never block.
 */
public interface InstanceTraffic {

	/**
	 * A data plane that carries nothing.
	 */
	InstanceTraffic NONE = new InstanceTraffic() {

		@Override
		public TrafficCounts counts(int index) {
			return TrafficCounts.NONE;
		}

		@Override
		public GenerationTraffic traffic(int index, int generation) {
			return GenerationTraffic.NONE;
		}

		@Override
		public CompletionStage<Void> closeStreams(int index, int generation, int webSocketCloseCode, Duration spread) {
			return CompletableFuture.completedStage(null);
		}

	};

	/**
	 * Return what is carried for an instance.
	 * @param index the instance's index
	 * @return the counts, all 0 for an index that is not known
	 */
	TrafficCounts counts(int index);

	/**
	 * Return what is done to get over instances that fail.
	 * @return the counts, all 0 for a data plane that does nothing
	 */
	default FailoverCounts failoverCounts() {
		return FailoverCounts.NONE;
	}

	/**
	 * Return what is carried for one generation of an instance.
	 * @param index the instance's index
	 * @param generation the generation
	 * @return its traffic, {@link GenerationTraffic#NONE} when it is not known (any more)
	 */
	GenerationTraffic traffic(int index, int generation);

	/**
	 * End everything that is open for one generation of an instance: upgraded connections
	 * get a WebSocket close frame between two frames, event streams are ended, idle
	 * upstream connections are closed. Requests in progress go on.
	 * @param index the instance's index
	 * @param generation the generation
	 * @param webSocketCloseCode the status code of the close frame, e.g. 1012 (service
	 * restart) or 1001 (going away), RFC 6455 section 7.4
	 * @param spread over how long the ends are spread at random, so that not all clients
	 * come back at once; 0 ends all at once
	 * @return a stage that completes normally when all streams have ended, within
	 * {@code spread} and a bound of a few seconds
	 */
	CompletionStage<Void> closeStreams(int index, int generation, int webSocketCloseCode, Duration spread);

}
