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

import java.time.Clock;
import java.time.Duration;

import io.stickycluster.affinity.AffinityKeyResolver;
import io.stickycluster.affinity.TicketSigner;

/**
 * Something in a request that clients can be recognised by.
 */
public sealed interface AffinitySource {

	/**
	 * A cookie that the gateway gives to each client. It knows the client of any request:
	 * one without the cookie comes from a new one.
	 *
	 * @param name the cookie's name
	 * @param lifetime how long clients keep it, 0 for as long as they run
	 * @param signer makes sure that it is the gateway's own
	 * @param clock tells when it expires
	 */
	record Cookie(String name, Duration lifetime, TicketSigner signer, Clock clock) implements AffinitySource {

	}

	/**
	 * The session id of Engine.IO, below Socket.IO.
	 *
	 * @param maxSessions how many sessions are remembered at most
	 * @param idleExpiry how long one without a request or WebSocket is remembered
	 */
	record SocketIoSession(int maxSessions, Duration idleExpiry) implements AffinitySource {

	}

	/**
	 * Whatever a resolver makes of the request.
	 *
	 * @param name what it is called in the log
	 * @param resolver the resolver
	 */
	record Resolved(String name, AffinityKeyResolver resolver) implements AffinitySource {

	}

}
