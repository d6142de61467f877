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

package io.stickycluster.assign;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.ThreadLocalRandom;

import org.jspecify.annotations.Nullable;

import io.stickycluster.affinity.AffinityKey;
import io.stickycluster.affinity.ClientTicket;
import io.stickycluster.affinity.TicketSigner;

/**
 * Signs assignments, and knows those that were.
 */
public final class AssignmentTokens {

	/**
	 * Nothing that is signed elsewhere with the same secret is an assignment.
	 */
	private static final byte[] PURPOSE = "sticky-cluster assignment\n".getBytes(StandardCharsets.US_ASCII);

	private final TicketSigner signer;

	private final Duration lifetime;

	private final Clock clock;

	/**
	 * Create tokens.
	 * @param secret what the signatures depend on
	 * @param lifetime how long an assignment may be used to connect
	 * @param clock the time
	 */
	public AssignmentTokens(byte[] secret, Duration lifetime, Clock clock) {
		ByteArrayOutputStream key = new ByteArrayOutputStream();
		key.writeBytes(PURPOSE);
		key.writeBytes(secret);
		this.signer = new TicketSigner(key.toByteArray());
		this.lifetime = lifetime;
		this.clock = clock;
	}

	/**
	 * Return until when an assignment may be used that is made now.
	 * @return the time, in whole seconds
	 */
	Instant expiry() {
		return this.clock.instant().plus(this.lifetime).truncatedTo(ChronoUnit.SECONDS);
	}

	String issue(int index, Instant expires) {
		// Not the client's address, which the instance may see another one of
		ThreadLocalRandom random = ThreadLocalRandom.current();
		AffinityKey id = new AffinityKey(random.nextLong(), random.nextLong());
		return this.signer.write(new ClientTicket(id, index, expires.getEpochSecond()));
	}

	/**
	 * Return whether a token assigns to an instance now.
	 * @param token the token
	 * @param index the instance's index
	 * @return whether it does
	 */
	boolean isValid(@Nullable String token, int index) {
		ClientTicket ticket = (token != null) ? this.signer.read(token) : null;
		return ticket != null && ticket.index() == index && this.clock.instant().getEpochSecond() < ticket.expires();
	}

}
