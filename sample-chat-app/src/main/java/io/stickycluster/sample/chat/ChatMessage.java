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

import org.jspecify.annotations.Nullable;

/**
 * A message as a client sends it, checked.
 *
 * @param name who says it
 * @param text what is said
 */
public record ChatMessage(String name, String text) {

	private static final int MAX_NAME_LENGTH = 40;

	private static final int MAX_TEXT_LENGTH = 2000;

	public ChatMessage {
		if (name.isBlank() || name.length() > MAX_NAME_LENGTH) {
			throw new IllegalArgumentException("A name has 1 to " + MAX_NAME_LENGTH + " characters.");
		}
		if (text.isBlank() || text.length() > MAX_TEXT_LENGTH) {
			throw new IllegalArgumentException("A message has 1 to " + MAX_TEXT_LENGTH + " characters.");
		}
	}

	/**
	 * Return a checked message.
	 * @param name who says it, {@code null} or blank for a guest
	 * @param text what is said
	 * @return the message
	 * @throws IllegalArgumentException when the name or the text is missing or too long;
	 * its message is meant for the user
	 */
	public static ChatMessage of(@Nullable String name, @Nullable String text) {
		return new ChatMessage((name != null && !name.isBlank()) ? name.strip() : "guest",
				(text != null) ? text.strip() : "");
	}

}
