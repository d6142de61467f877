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

package io.stickycluster.sample.chat.socketio;

import java.util.Base64;
import java.util.regex.Pattern;

/**
 * What must be known of the packets' text before the library may see it, and what the
 * library leaves out of it. Engine.IO protocol 4, Socket.IO protocol 5.
 */
final class EngineIoPayload {

	/**
	 * A payload that ends the session.
	 */
	static final String CLOSE = "1";

	private static final String SEPARATOR = "\u001e";

	private static final String OPEN_START = "0{";

	/**
	 * Up to ten attachments: the library would wait for any number of them, and for ever
	 * when it is 0, and keep all that come meanwhile.
	 */
	private static final Pattern BINARY_MESSAGE = Pattern.compile("4[56](?:[1-9]|10)-.*", Pattern.DOTALL);

	private EngineIoPayload() {
	}

	/**
	 * Return whether the body of a polling request is well-formed.
	 * @param payload the packets, separated by the character 30
	 * @return whether each is a packet
	 */
	static boolean isPayload(String payload) {
		for (String packet : payload.split(SEPARATOR, -1)) {
			if (!isPacket(packet)) {
				return false;
			}
		}
		return true;
	}

	/**
	 * Return whether a text is a well-formed packet.
	 * @param packet the text
	 * @return whether it has a known type and, if binary, is encoded well
	 */
	static boolean isPacket(String packet) {
		if (packet.isEmpty()) {
			return false;
		}
		char type = packet.charAt(0);
		if (type == 'b') {
			return isBase64(packet.substring(1));
		}
		if (packet.startsWith("45") || packet.startsWith("46")) {
			return BINARY_MESSAGE.matcher(packet).matches();
		}
		return type >= '0' && type <= '6';
	}

	/**
	 * Add to a handshake how large a payload may be, which lets clients split what is
	 * larger.
	 * @param packets what the library sends
	 * @param maxPayload the limit in bytes
	 * @return the same with {@code maxPayload} if it starts with a handshake
	 */
	static String withMaxPayload(String packets, int maxPayload) {
		int end = packets.indexOf('}');
		if (!packets.startsWith(OPEN_START) || end == -1) {
			return packets;
		}
		return packets.substring(0, end) + ", \"maxPayload\": " + maxPayload + packets.substring(end);
	}

	private static boolean isBase64(String text) {
		try {
			Base64.getDecoder().decode(text);
			return true;
		}
		catch (IllegalArgumentException ex) {
			return false;
		}
	}

}
