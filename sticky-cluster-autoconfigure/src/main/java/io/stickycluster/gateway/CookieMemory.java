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

import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/**
 * What a connection remembers of the gateway's own cookie: a signature is checked once,
 * and a client that does not return its cookie is the same for as long as it is
 * connected. Confined to the connection's event loop.
 */
final class CookieMemory {

	private @Nullable CookieIdentity seen;

	private @Nullable CookieIdentity created;

	@Nullable CookieIdentity seen() {
		return this.seen;
	}

	void see(CookieIdentity client) {
		this.seen = client;
	}

	/**
	 * Return the client of requests without a cookie.
	 * @param creation makes it at the first request
	 * @return the client
	 */
	CookieIdentity created(Supplier<CookieIdentity> creation) {
		CookieIdentity client = this.created;
		if (client == null) {
			client = creation.get();
			this.created = client;
		}
		return client;
	}

}
