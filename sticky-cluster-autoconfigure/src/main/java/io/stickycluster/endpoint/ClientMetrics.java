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

import java.util.Map;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;

/**
 * {@link MeterBinder} that counts the connections of clients, and the connections and
 * requests that were refused.
 */
public class ClientMetrics implements MeterBinder {

	private final IntSupplier open;

	private final IntSupplier max;

	private final Map<String, LongSupplier> refusedConnections;

	private final Map<String, LongSupplier> refusedRequests;

	/**
	 * Create a binder.
	 * @param open gives how many connections there are
	 * @param max gives how many there may be
	 * @param refusedConnections give how many were closed because there were too many, by
	 * the limit
	 * @param refusedRequests give how many requests were refused, by the reason
	 */
	public ClientMetrics(IntSupplier open, IntSupplier max, Map<String, LongSupplier> refusedConnections,
			Map<String, LongSupplier> refusedRequests) {
		this.open = open;
		this.max = max;
		this.refusedConnections = Map.copyOf(refusedConnections);
		this.refusedRequests = Map.copyOf(refusedRequests);
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		Gauge.builder("sticky.cluster.clients.connections", this.open, IntSupplier::getAsInt)
			.description("Connections of clients")
			.baseUnit("connections")
			.register(registry);
		Gauge.builder("sticky.cluster.clients.connections.max", this.max, IntSupplier::getAsInt)
			.description("Connections of clients that there may be")
			.baseUnit("connections")
			.register(registry);
		this.refusedConnections.forEach((limit, count) -> FunctionCounter
			.builder("sticky.cluster.clients.connections.refused", count, LongSupplier::getAsLong)
			.description("Connections of clients that were closed because there were too many")
			.tag("limit", limit)
			.baseUnit("connections")
			.register(registry));
		this.refusedRequests.forEach((reason, count) -> FunctionCounter
			.builder("sticky.cluster.clients.requests.refused", count, LongSupplier::getAsLong)
			.description("Requests that were refused because of what the client sent or how slowly")
			.tag("reason", reason)
			.baseUnit("requests")
			.register(registry));
	}

}
