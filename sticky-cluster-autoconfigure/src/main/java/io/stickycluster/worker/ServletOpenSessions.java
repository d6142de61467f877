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

package io.stickycluster.worker;

import java.util.concurrent.atomic.AtomicLong;

import jakarta.servlet.http.HttpSessionEvent;
import jakarta.servlet.http.HttpSessionListener;

/**
 * {@link OpenSessions} of a Servlet application. Sessions that its web server restored
 * from a former run are not counted, until then the count may be too low.
 */
public final class ServletOpenSessions implements OpenSessions, HttpSessionListener {

	private final AtomicLong count = new AtomicLong();

	@Override
	public void sessionCreated(HttpSessionEvent event) {
		this.count.incrementAndGet();
	}

	@Override
	public void sessionDestroyed(HttpSessionEvent event) {
		// The end of a session whose begin was not seen must not take another's place
		this.count.updateAndGet((current) -> Math.max(0, current - 1));
	}

	@Override
	public long count() {
		return this.count.get();
	}

}
