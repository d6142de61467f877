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

package io.stickycluster.bus;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What is published on the {@link ClusterBus}: a few small headers and a payload. The
 * payload is not copied and must not be changed.
 *
 * @param topic what it is about
 * @param headers what is said of the payload
 * @param payload the payload
 */
public record BusMessage(String topic, Map<String, String> headers, byte[] payload) {

	private static final int MAX_TOPIC_LENGTH = 255;

	private static final int MAX_HEADERS = 256;

	public BusMessage {
		headers = Map.copyOf(headers);
		if (topic.isEmpty() || topic.length() > MAX_TOPIC_LENGTH) {
			throw new IllegalArgumentException(
					"A topic has 1 to %d characters, not %d".formatted(MAX_TOPIC_LENGTH, topic.length()));
		}
		if (headers.size() > MAX_HEADERS) {
			throw new IllegalArgumentException(
					"A message has up to %d headers, not %d".formatted(MAX_HEADERS, headers.size()));
		}
	}

	/**
	 * Return a message without headers.
	 * @param topic what it is about
	 * @param payload the payload
	 * @return the message
	 */
	public static BusMessage of(String topic, byte[] payload) {
		return new BusMessage(topic, Map.of(), payload);
	}

	/**
	 * Return a message without headers.
	 * @param topic what it is about
	 * @param text the payload
	 * @return the message
	 */
	public static BusMessage of(String topic, String text) {
		return of(topic, text.getBytes(StandardCharsets.UTF_8));
	}

	/**
	 * Return this message with one more header.
	 * @param name the header's name
	 * @param value the header's value
	 * @return the message
	 */
	public BusMessage withHeader(String name, String value) {
		Map<String, String> headers = new LinkedHashMap<>(this.headers);
		headers.put(name, value);
		return new BusMessage(this.topic, headers, this.payload);
	}

	/**
	 * Return the payload as text.
	 * @return the text
	 */
	public String text() {
		return new String(this.payload, StandardCharsets.UTF_8);
	}

	/**
	 * Return how large the message is, headers included.
	 * @return the size in bytes
	 */
	int size() {
		int size = this.payload.length + this.topic.getBytes(StandardCharsets.UTF_8).length;
		for (Map.Entry<String, String> header : this.headers.entrySet()) {
			size += header.getKey().getBytes(StandardCharsets.UTF_8).length;
			size += header.getValue().getBytes(StandardCharsets.UTF_8).length;
		}
		return size;
	}

	@Override
	public String toString() {
		return "BusMessage[" + this.topic + ", " + this.payload.length + " bytes]";
	}

}
