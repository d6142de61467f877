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

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.springframework.messaging.Message;
import org.springframework.messaging.simp.SimpMessageHeaderAccessor;
import org.springframework.messaging.simp.SimpMessageType;
import org.springframework.messaging.support.MessageBuilder;
import org.springframework.messaging.support.NativeMessageHeaderAccessor;
import org.springframework.util.MimeTypeUtils;

import io.stickycluster.bus.BusMessage;

/**
 * STOMP messages as messages of the bus, and back.
 */
final class StompMessages {

	private static final String DESTINATION = "destination";

	private static final String CONTENT_TYPE = "contentType";

	private static final String NATIVE = "native.";

	private StompMessages() {
	}

	/**
	 * Return a message for the bus.
	 * @param topic its topic
	 * @param message the message for the broker
	 * @return the message
	 * @throws IllegalArgumentException if its payload is neither bytes nor text
	 */
	static BusMessage toBus(String topic, Message<?> message) {
		SimpMessageHeaderAccessor accessor = SimpMessageHeaderAccessor.wrap(message);
		Map<String, String> headers = new LinkedHashMap<>();
		headers.put(DESTINATION, String.valueOf(accessor.getDestination()));
		if (accessor.getContentType() != null) {
			headers.put(CONTENT_TYPE, accessor.getContentType().toString());
		}
		Object present = message.getHeaders().get(NativeMessageHeaderAccessor.NATIVE_HEADERS);
		if (present instanceof Map<?, ?> nativeHeaders) {
			// Of a repeated header, STOMP counts the first
			nativeHeaders.forEach((name, values) -> {
				if (values instanceof List<?> list && !list.isEmpty() && list.get(0) != null) {
					headers.put(NATIVE + name, String.valueOf(list.get(0)));
				}
			});
		}
		return new BusMessage(topic, headers, bytes(message.getPayload()));
	}

	static Message<byte[]> fromBus(BusMessage message) {
		SimpMessageHeaderAccessor accessor = SimpMessageHeaderAccessor.create(SimpMessageType.MESSAGE);
		message.headers().forEach((name, value) -> {
			if (name.equals(DESTINATION)) {
				accessor.setDestination(value);
			}
			else if (name.equals(CONTENT_TYPE)) {
				accessor.setContentType(MimeTypeUtils.parseMimeType(value));
			}
			else if (name.startsWith(NATIVE)) {
				accessor.setNativeHeader(name.substring(NATIVE.length()), value);
			}
		});
		return MessageBuilder.createMessage(message.payload(), accessor.getMessageHeaders());
	}

	private static byte[] bytes(Object payload) {
		if (payload instanceof byte[] bytes) {
			return bytes;
		}
		if (payload instanceof String text) {
			return text.getBytes(StandardCharsets.UTF_8);
		}
		throw new IllegalArgumentException("its payload is of " + payload.getClass() + ", not bytes or text");
	}

}
