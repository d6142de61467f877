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

import java.util.Locale;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponse;
import org.jspecify.annotations.Nullable;

import io.stickycluster.affinity.AffinityTable;
import io.stickycluster.affinity.Candidates;
import io.stickycluster.affinity.ClientTicket;
import io.stickycluster.affinity.KnownClient;
import io.stickycluster.instance.Instance;

/**
 * {@link ClientIdentity} by the gateway's own cookie, or without one yet.
 */
final class CookieIdentity extends ClientIdentity {

	private final CookieRecognizer recognizer;

	private final ClientTicket ticket;

	private final @Nullable String text;

	private final boolean secure;

	/**
	 * Create an identity.
	 * @param recognizer writes its next cookie
	 * @param table where the client is
	 * @param ticket what the cookie says
	 * @param text the cookie's value, {@code null} when there was no cookie
	 * @param secure whether the client's scheme is https
	 */
	CookieIdentity(CookieRecognizer recognizer, AffinityTable table, ClientTicket ticket, @Nullable String text,
			boolean secure) {
		super(table, ticket.client());
		this.recognizer = recognizer;
		this.ticket = ticket;
		this.text = text;
		this.secure = secure;
	}

	boolean isOf(String text, boolean secure) {
		return text.equals(this.text) && this.secure == secure;
	}

	long expires() {
		return this.ticket.expires();
	}

	@Override
	int index() {
		int known = super.index();
		return (known != -1) ? known : this.ticket.index();
	}

	@Override
	@Nullable Instance place(KnownClient client, Candidates candidates, boolean session) {
		return table().place(client, candidates, session, this.ticket.index());
	}

	@Override
	void onResponseHead(HttpResponse response, int index) {
		boolean good = this.text != null && this.ticket.index() == index && !this.recognizer.isOld(expires());
		if (!good && !isForEverybody(response)) {
			response.headers()
				.add(HttpHeaderNames.SET_COOKIE, this.recognizer.cookie(this.ticket.client(), index, this.secure));
		}
	}

	/**
	 * Return whether a cache between the gateway and the clients may give the response to
	 * others, which would make them all the same client.
	 * @param response the response
	 * @return whether it says so
	 */
	private static boolean isForEverybody(HttpResponse response) {
		for (String value : response.headers().getAll(HttpHeaderNames.CACHE_CONTROL)) {
			String directives = value.toLowerCase(Locale.ROOT);
			if (directives.contains("public") || directives.contains("s-maxage")) {
				return true;
			}
		}
		return false;
	}

}
