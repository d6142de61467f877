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

package io.stickycluster.sample.chat;

import java.time.Clock;
import java.time.Instant;

import org.jspecify.annotations.Nullable;
import org.springframework.messaging.handler.annotation.MessageExceptionHandler;
import org.springframework.messaging.handler.annotation.MessageMapping;
import org.springframework.messaging.handler.annotation.SendTo;
import org.springframework.messaging.simp.annotation.SendToUser;
import org.springframework.messaging.simp.annotation.SubscribeMapping;
import org.springframework.stereotype.Controller;

/**
 * The chat's STOMP side.
 */
@Controller
class StompChatController {

	private final ServingInstance instance;

	private final Clock clock = Clock.systemUTC();

	StompChatController(ServingInstance instance) {
		this.instance = instance;
	}

	@SubscribeMapping("/welcome")
	Welcome welcome() {
		return new Welcome(this.instance.index(), this.instance.port());
	}

	@MessageMapping("/message")
	@SendTo("/topic/messages")
	Answer message(Question question) {
		ChatMessage message = ChatMessage.of(question.name(), question.text());
		return new Answer(message.name(), message.text(), this.instance.index(), this.instance.port(),
				this.clock.instant());
	}

	@MessageExceptionHandler(IllegalArgumentException.class)
	@SendToUser(destinations = "/queue/errors", broadcast = false)
	Refusal refused(IllegalArgumentException ex) {
		return new Refusal(String.valueOf(ex.getMessage()));
	}

	/**
	 * What a client learns when it subscribes.
	 *
	 * @param instance the index of the instance that serves it
	 * @param port the instance's port
	 */
	record Welcome(String instance, int port) {

	}

	/**
	 * A message as a client sends it.
	 *
	 * @param name who says it
	 * @param text what is said
	 */
	record Question(@Nullable String name, @Nullable String text) {

	}

	/**
	 * A message as everybody gets it.
	 *
	 * @param name who says it
	 * @param text what is said
	 * @param instance the index of the instance that passed it on
	 * @param port the instance's port
	 * @param at when it did
	 */
	record Answer(String name, String text, String instance, int port, Instant at) {

	}

	/**
	 * Why a message was not passed on.
	 *
	 * @param message the reason, for the user
	 */
	record Refusal(String message) {

	}

}
