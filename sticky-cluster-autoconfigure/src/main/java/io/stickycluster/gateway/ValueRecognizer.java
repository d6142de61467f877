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

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import io.stickycluster.affinity.AffinityTable;
import io.stickycluster.affinity.KeyDigest;

/**
 * {@link Recognizer} by what a resolver makes of the request.
 */
final class ValueRecognizer implements Recognizer {

	private static final Log logger = LogFactory.getLog(ValueRecognizer.class);

	private static final long WARNING_INTERVAL_NANOS = TimeUnit.MINUTES.toNanos(1);

	private final AffinitySource.Resolved source;

	private final AffinityTable table;

	private final AtomicLong nextWarning = new AtomicLong(System.nanoTime());

	ValueRecognizer(AffinitySource.Resolved source, AffinityTable table) {
		this.source = source;
		this.table = table;
	}

	@Override
	public @Nullable ClientIdentity recognize(RequestFacts request) {
		String value = resolve(request);
		return (value != null && !value.isEmpty()) ? new ClientIdentity(this.table, KeyDigest.of(value)) : null;
	}

	private @Nullable String resolve(RequestFacts request) {
		try {
			return this.source.resolver().resolveKey(request);
		}
		catch (RuntimeException ex) {
			warn(ex);
			return null;
		}
	}

	/**
	 * Warn, but not for each request of many.
	 * @param ex what went wrong
	 */
	private void warn(RuntimeException ex) {
		long now = System.nanoTime();
		long due = this.nextWarning.get();
		if (now - due >= 0 && this.nextWarning.compareAndSet(due, now + WARNING_INTERVAL_NANOS)) {
			logger.warn("Affinity key '%s' has failed, the next one is asked; not logged again for a minute"
				.formatted(this.source.name()), ex);
		}
	}

}
