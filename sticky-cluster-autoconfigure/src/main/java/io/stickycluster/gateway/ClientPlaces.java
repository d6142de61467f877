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

import io.netty.channel.Channel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import org.jspecify.annotations.Nullable;

import io.stickycluster.affinity.Candidates;
import io.stickycluster.affinity.KnownClient;
import io.stickycluster.instance.Instance;

/**
 * Tells where clients are, whose requests are not relayed: where their requests would be.
 */
public final class ClientPlaces {

	private final Gateway gateway;

	/**
	 * Create a view on a gateway.
	 * @param gateway the gateway
	 */
	public ClientPlaces(Gateway gateway) {
		this.gateway = gateway;
	}

	/**
	 * Find the instance of a client, which has that place from now on. Does not block.
	 * @param request a request of the client, which is changed
	 * @param connection the connection that it came by
	 * @param response gets the headers by which the client is recognised again
	 * @return the instance, {@code null} when none takes the client
	 */
	public @Nullable Instance find(HttpRequest request, Channel connection, HttpHeaders response) {
		RelayRequest relayed = this.gateway.router().rewrite(request, connection, false);
		ClientIdentity identity = relayed.client();
		Candidates candidates = this.gateway.routes().candidates(null);
		KnownClient client = identity.enter(candidates);
		try {
			Instance instance = identity.place(client, candidates, false);
			if (instance != null) {
				HttpResponse head = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);
				identity.onResponseHead(head, instance.index());
				response.add(head.headers());
			}
			return instance;
		}
		finally {
			identity.leave(client);
		}
	}

}
