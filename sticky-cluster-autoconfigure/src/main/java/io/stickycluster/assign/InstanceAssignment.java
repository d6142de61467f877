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

import java.time.Instant;
import java.util.function.IntSupplier;

import org.jspecify.annotations.Nullable;

/**
 * What the clients of this instance are told, to connect to it directly: a client whose
 * page is rendered here belongs here. In controllers and templates it is the model
 * attribute {@value #ATTRIBUTE}. Safe for use by any thread.
 */
public final class InstanceAssignment {

	/**
	 * The name of the model attribute.
	 */
	public static final String ATTRIBUTE = "instanceAssignment";

	private final InstanceAddresses addresses;

	private final IntSupplier index;

	private final IntSupplier port;

	/**
	 * Create an assignment.
	 * @param addresses where instances are reached
	 * @param index supplies the index of this instance
	 * @param port supplies the port that it listens on, 0 while it does not
	 */
	public InstanceAssignment(InstanceAddresses addresses, IntSupplier index, IntSupplier port) {
		this.addresses = addresses;
		this.index = index;
		this.port = port;
	}

	public int getIndex() {
		return this.index.getAsInt();
	}

	public String getHost() {
		return this.addresses.host();
	}

	public int getPort() {
		return this.port.getAsInt();
	}

	/**
	 * Return where HTTP requests go.
	 * @return the URL without a path, such as {@code http://shop.example:3132}
	 */
	public String getHttpUrl() {
		return this.addresses.httpUrl(getPort());
	}

	/**
	 * Return where WebSockets go.
	 * @return the URL without a path, such as {@code ws://shop.example:3132}
	 */
	public String getWsUrl() {
		return this.addresses.wsUrl(getPort());
	}

	/**
	 * Return until when a client may connect that is told now.
	 * @return the time, in whole seconds
	 */
	public Instant getExpires() {
		return this.addresses.tokens().expiry();
	}

	/**
	 * Return what shows to this instance that a client was told to connect to it.
	 * @return a new token with each call, good for {@code sticky.cluster.assign.lifetime}
	 */
	public String getToken() {
		return this.addresses.tokens().issue(getIndex(), getExpires());
	}

	/**
	 * Return all of it as it is now.
	 * @return the assignment
	 */
	public Assignment current() {
		return this.addresses.assign(getIndex(), getPort());
	}

	/**
	 * Return whether a token was made for this instance, here or by the supervisor, and
	 * has not expired. To be asked when a client connects, not with each request
	 * afterwards.
	 * @param token the token, {@code null} is not valid
	 * @return whether the client was told to connect here
	 */
	public boolean isValid(@Nullable String token) {
		return this.addresses.tokens().isValid(token, getIndex());
	}

}
