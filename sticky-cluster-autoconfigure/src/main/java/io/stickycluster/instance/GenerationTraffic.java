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
 * What the data plane carries for one generation of an instance right now, and how that
 * generation has answered so far.
 *
 * @param activeRequests requests whose response has not ended, streams not included
 * @param openStreams what is open-ended: connections that were upgraded (WebSocket) and
 * event streams
 * @param requests requests that the generation was given since it is known
 * @param answers those of them whose response has begun
 * @param failures those that were answered with a status from 500 or not at all, because
 * of the instance
 * @param latencyNanos the sum of the times from the arrival of the requests to the begin
 * of their {@code answers}, in nanoseconds
 */
public record GenerationTraffic(int activeRequests, int openStreams, long requests, long answers, long failures,
		long latencyNanos) {

	/**
	 * No traffic.
	 */
	public static final GenerationTraffic NONE = new GenerationTraffic(0, 0, 0, 0, 0, 0);

	/**
	 * Return whether nothing is in progress.
	 * @return whether there is neither a request nor a stream
	 */
	public boolean isIdle() {
		return this.activeRequests == 0 && this.openStreams == 0;
	}

}
