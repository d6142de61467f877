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

import io.netty.handler.codec.http.HttpResponse;
import org.jspecify.annotations.Nullable;

import io.stickycluster.affinity.AffinityKey;
import io.stickycluster.affinity.AffinityTable;
import io.stickycluster.affinity.Candidates;
import io.stickycluster.affinity.KnownClient;
import io.stickycluster.instance.Instance;

/**
 * Who sent a request, as far as affinity is concerned. One that is kept for the next
 * request finds its client again without a search. Confined to the connection's event
 * loop.
 */
class ClientIdentity {

	private final AffinityTable table;

	private AffinityKey key;

	ClientIdentity(AffinityTable table, AffinityKey key) {
		this.table = table;
		this.key = key;
	}

	final AffinityTable table() {
		return this.table;
	}

	/**
	 * Return where the client is.
	 * @return the index of its instance, which need not be there any more; -1 for none
	 */
	int index() {
		return this.table.index(this.key);
	}

	/**
	 * Return whether the client is on a generation that leaves, and is still served
	 * there.
	 * @param candidates the instances
	 * @return whether it has such a place
	 */
	final boolean isLeaving(Candidates candidates) {
		return this.table.isLeaving(this.key, candidates);
	}

	/**
	 * Begin a request.
	 * @param candidates the instances to choose from
	 * @return the client, which has to {@linkplain #leave leave}
	 */
	final KnownClient enter(Candidates candidates) {
		KnownClient client = this.table.enter(this.key, candidates);
		this.key = client;
		return client;
	}

	/**
	 * Return the instance of a client that has entered.
	 * @param client the client
	 * @param candidates the instances to choose from
	 * @param session whether the request belongs to a session on the generation that the
	 * client is on
	 * @return the instance, {@code null} when none is available
	 */
	@Nullable Instance place(KnownClient client, Candidates candidates, boolean session) {
		return this.table.place(client, candidates, session);
	}

	/**
	 * See the head of the response on its way to the client.
	 * @param response the head, which may be changed
	 * @param index the index of the instance
	 */
	void onResponseHead(HttpResponse response, int index) {
	}

	final void leave(KnownClient client) {
		this.table.leave(client);
	}

}
