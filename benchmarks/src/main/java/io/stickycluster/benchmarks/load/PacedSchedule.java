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

package io.stickycluster.benchmarks.load;

/**
 * When the clients of a paced load send: all of them at the same interval, one after the
 * other, whether or not they have answers. What is late counts from here, not from when
 * it was sent at last: otherwise a server that stops would have one bad latency instead
 * of all those that its clients see.
 *
 * @param startNanos the time of the first request
 * @param clients how many clients take turns
 * @param perSecond requests per second of all clients
 */
record PacedSchedule(long startNanos, int clients, double perSecond) {

	/**
	 * Return which client a request belongs to.
	 * @param request the number of the request, from 0
	 * @return the number of the client
	 */
	int client(long request) {
		return (int) (request % this.clients);
	}

	/**
	 * Return when a request is to be sent.
	 * @param request the number of the request, from 0
	 * @return the time
	 */
	long nanos(long request) {
		return this.startNanos + (long) (request * (1e9 / this.perSecond));
	}

	/**
	 * Return when a client is to send one of its requests.
	 * @param client the number of the client
	 * @param request the number of the request among those of the client, from 0
	 * @return the time
	 */
	long nanos(int client, long request) {
		return nanos(request * this.clients + client);
	}

}
