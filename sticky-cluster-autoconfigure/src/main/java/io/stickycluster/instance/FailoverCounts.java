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
 * What a data plane does to get over instances that fail, restart or have too much to do.
 *
 * @param retries requests that were sent a second time
 * @param retriesRefused requests that were not, because the budget was spent
 * @param ejected instances that are out of use now
 * @param ejections how often one was taken out of use
 * @param held requests that wait for an instance to come up
 * @param holdsRejected requests that were not held, because too many were
 * @param holdsExpired requests that were held for too long
 * @param queued requests that wait for their turn at an instance
 * @param queuesRejected requests that did not get into the queue of their instance
 * @param queuesExpired requests that were in it for too long
 */
public record FailoverCounts(long retries, long retriesRefused, int ejected, long ejections, int held,
		long holdsRejected, long holdsExpired, int queued, long queuesRejected, long queuesExpired) {

	/**
	 * Nothing.
	 */
	public static final FailoverCounts NONE = new FailoverCounts(0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

}
