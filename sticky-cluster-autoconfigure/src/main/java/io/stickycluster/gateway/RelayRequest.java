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

import io.netty.handler.codec.http.HttpRequest;
import org.jspecify.annotations.Nullable;

/**
 * A request as it goes to an instance.
 *
 * @param head the rewritten head
 * @param client who sent it
 * @param watch what looks at the response, {@code null} for nothing
 * @param route which port of the instance, {@code null} for the main one
 * @param upgrade whether it asks for a WebSocket
 */
record RelayRequest(HttpRequest head, ClientIdentity client, @Nullable SocketIoWatch watch, @Nullable PortRoute route,
		boolean upgrade) {

	/**
	 * Return whether sending the request twice has the effect of sending it once (RFC
	 * 9110, section 9.2.2).
	 * @return whether the request is idempotent
	 */
	boolean isIdempotent() {
		return switch (this.head.method().name()) {
			case "GET", "HEAD", "OPTIONS", "TRACE", "PUT", "DELETE" -> true;
			default -> false;
		};
	}

}
