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
package io.stickycluster.session;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.BaseUnits;
import io.micrometer.core.instrument.binder.MeterBinder;

/**
 * {@link MeterBinder} that shows what a {@link SessionStore} holds and what it could not.
 */
public final class SessionStoreMetrics implements MeterBinder {

	private static final String PREFIX = "sticky.cluster.sessions.";

	private final SessionStore store;

	/**
	 * Create a binder.
	 * @param store the store
	 */
	public SessionStoreMetrics(SessionStore store) {
		this.store = store;
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		Gauge.builder(PREFIX + "held", this::held).description("Sessions that the supervisor keeps").register(registry);
		Gauge.builder(PREFIX + "size", this::size)
			.description("Memory that they take")
			.baseUnit(BaseUnits.BYTES)
			.register(registry);
		FunctionCounter.builder(PREFIX + "expired", this.store, SessionStore::expired)
			.description("Sessions that were not used for too long")
			.register(registry);
		FunctionCounter.builder(PREFIX + "evicted", this.store, SessionStore::evicted)
			.description("Sessions that had to make room for others")
			.register(registry);
		FunctionCounter.builder(PREFIX + "refused", this.store, SessionStore::refused)
			.description("Changes that would have made a session too large")
			.register(registry);
	}

	private Number held() {
		this.store.purge();
		return this.store.count();
	}

	private Number size() {
		this.store.purge();
		return this.store.bytes();
	}

}
