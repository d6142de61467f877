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

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

import org.jspecify.annotations.Nullable;

import io.stickycluster.affinity.AffinityKey;
import io.stickycluster.affinity.AffinityTable;
import io.stickycluster.affinity.ClientTicket;

/**
 * {@link Recognizer} by the gateway's own cookie. What does not come from a gateway, and
 * what has expired, counts as no cookie.
 */
final class CookieRecognizer implements Recognizer {

	private final AffinitySource.Cookie settings;

	private final AffinityTable table;

	private final String attributes;

	CookieRecognizer(AffinitySource.Cookie settings, AffinityTable table) {
		this.settings = settings;
		this.table = table;
		Duration lifetime = settings.lifetime();
		this.attributes = "; Path=/" + (lifetime.isZero() ? "" : "; Max-Age=" + lifetime.toSeconds())
				+ "; HttpOnly; SameSite=Lax";
	}

	@Override
	public ClientIdentity recognize(RequestFacts request) {
		boolean secure = request.isSecure();
		CookieMemory memory = request.peer().cookies();
		for (String text : request.ownCookies()) {
			CookieIdentity seen = memory.seen();
			CookieIdentity client = (seen != null && seen.isOf(text, secure)) ? seen : read(text, secure);
			if (client != null && client.expires() > now()) {
				memory.see(client);
				return client;
			}
		}
		return request.isShared() ? create(secure) : memory.created(() -> create(secure));
	}

	private @Nullable CookieIdentity read(String text, boolean secure) {
		ClientTicket ticket = this.settings.signer().read(text);
		return (ticket != null) ? new CookieIdentity(this, this.table, ticket, text, secure) : null;
	}

	/**
	 * Create a new client. Its id need not be hard to guess: nobody can sign another's.
	 * @param secure whether its scheme is https
	 * @return the client
	 */
	private CookieIdentity create(boolean secure) {
		ThreadLocalRandom random = ThreadLocalRandom.current();
		AffinityKey id = new AffinityKey(random.nextLong(), random.nextLong());
		return new CookieIdentity(this, this.table, new ClientTicket(id, -1, Long.MAX_VALUE), null, secure);
	}

	/**
	 * Return whether a cookie has to be replaced while it is still good.
	 * @param expires when it expires
	 * @return whether less than half of its lifetime is left
	 */
	boolean isOld(long expires) {
		return expires - now() < this.settings.lifetime().toSeconds() / 2;
	}

	/**
	 * Return what gives a client its cookie.
	 * @param client the client
	 * @param index the index of its instance
	 * @param secure whether its scheme is https
	 * @return the value of a {@code Set-Cookie} header
	 */
	String cookie(AffinityKey client, int index, boolean secure) {
		Duration lifetime = this.settings.lifetime();
		long expires = lifetime.isZero() ? Long.MAX_VALUE : now() + lifetime.toSeconds();
		String text = this.settings.signer().write(new ClientTicket(client, index, expires));
		return this.settings.name() + "=" + text + this.attributes + (secure ? "; Secure" : "");
	}

	private long now() {
		return this.settings.clock().instant().getEpochSecond();
	}

}
