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

package io.stickycluster.bus.stomp;

import java.util.Collection;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.springframework.messaging.Message;
import org.springframework.messaging.simp.SimpMessageHeaderAccessor;
import org.springframework.messaging.simp.SimpMessageType;
import org.springframework.messaging.simp.user.UserDestinationResolver;
import org.springframework.messaging.simp.user.UserDestinationResult;
import org.springframework.messaging.support.NativeMessageHeaderAccessor;

/**
 * Says which messages of an instance concern the clients of others.
 */
final class StompDestinations {

	private final List<String> brokerPrefixes;

	private final String userPrefix;

	private final UserDestinationResolver resolver;

	StompDestinations(Collection<String> brokerPrefixes, String userPrefix, UserDestinationResolver resolver) {
		this.brokerPrefixes = List.copyOf(brokerPrefixes);
		this.userPrefix = userPrefix;
		this.resolver = resolver;
	}

	boolean isForOthers(Message<?> message) {
		String destination = SimpMessageHeaderAccessor.getDestination(message.getHeaders());
		if (destination == null
				|| SimpMessageHeaderAccessor.getMessageType(message.getHeaders()) != SimpMessageType.MESSAGE) {
			return false;
		}
		if (destination.startsWith(this.userPrefix)) {
			return !isForOneSession(message);
		}
		return isOfBroker(destination) && !isResolved(message);
	}

	boolean isOfUser(Message<?> message) {
		String destination = SimpMessageHeaderAccessor.getDestination(message.getHeaders());
		return destination != null && destination.startsWith(this.userPrefix);
	}

	private boolean isOfBroker(String destination) {
		return this.brokerPrefixes.isEmpty() || this.brokerPrefixes.stream().anyMatch(destination::startsWith);
	}

	/**
	 * Return whether a message is what a user destination was resolved to, for a session
	 * of this instance.
	 * @param message the message
	 * @return whether it is
	 */
	private static boolean isResolved(Message<?> message) {
		return NativeMessageHeaderAccessor.getFirstNativeHeader(SimpMessageHeaderAccessor.ORIGINAL_DESTINATION,
				message.getHeaders()) != null;
	}

	/**
	 * Return whether a message to a user is an answer to the one session that it has
	 * asked from, which is a session of this instance.
	 * @param message the message
	 * @return whether it is
	 */
	private boolean isForOneSession(Message<?> message) {
		String session = SimpMessageHeaderAccessor.getSessionId(message.getHeaders());
		if (session == null) {
			return false;
		}
		@Nullable UserDestinationResult result = this.resolver.resolveDestination(message);
		return result != null && result.getSessionIds().equals(Set.of(session));
	}

}
