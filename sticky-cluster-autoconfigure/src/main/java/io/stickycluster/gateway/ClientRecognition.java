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

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import io.stickycluster.affinity.AddressKeys;
import io.stickycluster.affinity.AffinityTable;
import io.stickycluster.affinity.Candidates;

/**
 * Recognises the client of each request: by the first source that knows it, or by its
 * address.
 */
final class ClientRecognition {

	private final AddressKeys addresses;

	private final AffinityTable table;

	private final List<Recognizer> recognizers = new ArrayList<>();

	private @Nullable OwnCookie ownCookie;

	private @Nullable SocketIoRecognizer socketIo;

	ClientRecognition(AffinityKeys keys, AffinityTable table, Supplier<Candidates> candidates) {
		this.addresses = keys.addresses();
		this.table = table;
		keys.sources().forEach((source) -> this.recognizers.add(recognizer(source, candidates)));
	}

	private Recognizer recognizer(AffinitySource source, Supplier<Candidates> candidates) {
		if (source instanceof AffinitySource.Cookie cookie) {
			this.ownCookie = new OwnCookie(cookie.name());
			return new CookieRecognizer(cookie, this.table);
		}
		if (source instanceof AffinitySource.SocketIoSession session) {
			this.socketIo = new SocketIoRecognizer(session, candidates);
			return this.socketIo;
		}
		return new ValueRecognizer((AffinitySource.Resolved) source, this.table);
	}

	/**
	 * Return where clients are.
	 * @return the tables, in an order that the settings alone decide
	 */
	List<AffinityTable> tables() {
		return (this.socketIo != null) ? List.of(this.table, this.socketIo.sessions()) : List.of(this.table);
	}

	/**
	 * Return the client behind an address.
	 * @param address the address
	 * @return the client
	 */
	ClientIdentity byAddress(InetAddress address) {
		return new ClientIdentity(this.table, this.addresses.key(address));
	}

	/**
	 * Return the client behind an address, without a search if it is the peer.
	 * @param peer the connection's other end
	 * @param address the client's address
	 * @return the client
	 */
	ClientIdentity byAddress(Peer peer, InetAddress address) {
		return (address == peer.address()) ? peer.client() : byAddress(address);
	}

	/**
	 * Return whether addresses are all that clients are recognised by, so that no request
	 * has to be looked at.
	 * @return whether there is nothing else
	 */
	boolean isByAddressOnly() {
		return this.recognizers.isEmpty();
	}

	/**
	 * Recognise the client of a request, and take out of it what is for the gateway only.
	 * @param request the request
	 * @return the client
	 */
	ClientIdentity recognize(RequestFacts request) {
		if (this.ownCookie != null) {
			request.take(this.ownCookie);
		}
		for (Recognizer recognizer : this.recognizers) {
			ClientIdentity client = recognizer.recognize(request);
			if (client != null) {
				return client;
			}
		}
		return byAddress(request.peer(), request.clientAddress());
	}

	/**
	 * Return what has to see the response to a request.
	 * @param request the request
	 * @param client its client
	 * @return what looks at the response, {@code null} when there is nothing to see
	 */
	@Nullable SocketIoWatch watch(RequestFacts request, ClientIdentity client) {
		return (this.socketIo != null) ? this.socketIo.watch(request, client) : null;
	}

}
