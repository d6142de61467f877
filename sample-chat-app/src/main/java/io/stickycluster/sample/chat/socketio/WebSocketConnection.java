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

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import io.socket.engineio.server.EngineIoWebSocket;
import io.socket.engineio.server.utils.ParseQS;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.web.socket.BinaryMessage;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.TextMessage;
import org.springframework.web.socket.WebSocketMessage;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.handler.ConcurrentWebSocketSessionDecorator;

/**
 * A WebSocket as the library wants it: whole messages in, writes from any thread out.
 * Messages come from one thread at a time.
 */
final class WebSocketConnection extends EngineIoWebSocket {

	private static final Logger logger = LoggerFactory.getLogger(WebSocketConnection.class);

	private static final int SEND_TIME_LIMIT_MILLIS = 10_000;

	private final WebSocketSession session;

	private final int maxPayload;

	private final Map<String, String> query;

	private final StringBuilder text = new StringBuilder();

	private ByteArrayOutputStream binary = new ByteArrayOutputStream(0);

	private int received;

	WebSocketConnection(WebSocketSession session, Map<String, String> query, int maxPayload) {
		this.session = new ConcurrentWebSocketSessionDecorator(session, SEND_TIME_LIMIT_MILLIS, 2 * maxPayload);
		this.query = query;
		this.maxPayload = maxPayload;
	}

	static WebSocketConnection of(WebSocketSession session, int maxPayload) {
		String query = (session.getUri() != null) ? session.getUri().getRawQuery() : null;
		return new WebSocketConnection(session, (query != null) ? ParseQS.decode(query) : Map.of(), maxPayload);
	}

	/**
	 * Take a message or a part of one. Parts are joined here, because large message
	 * buffers would cost every connection their full size.
	 * @param part the message
	 */
	void receive(WebSocketMessage<?> part) {
		this.received += part.getPayloadLength();
		if (this.received > this.maxPayload) {
			close(CloseStatus.TOO_BIG_TO_PROCESS);
		}
		else if (part instanceof TextMessage message) {
			this.text.append(message.getPayload());
			if (part.isLast()) {
				textReceived(reset(this.text.toString()));
			}
		}
		else if (part instanceof BinaryMessage message) {
			append(message.getPayload());
			if (part.isLast()) {
				emit("message", (Object) reset(this.binary.toByteArray()));
			}
		}
	}

	/**
	 * Tell the library that the connection has ended.
	 */
	void closed() {
		emit("close");
	}

	@Override
	public Map<String, String> getQuery() {
		return this.query;
	}

	@Override
	public Map<String, List<String>> getConnectionHeaders() {
		Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
		this.session.getHandshakeHeaders().forEach(headers::put);
		return headers;
	}

	@Override
	public void write(String message) {
		send(new TextMessage(EngineIoPayload.withMaxPayload(message, this.maxPayload)));
	}

	@Override
	public void write(byte[] message) {
		send(new BinaryMessage(message));
	}

	@Override
	public void close() {
		close(CloseStatus.NORMAL);
	}

	private void textReceived(String packet) {
		if (EngineIoPayload.isPacket(packet)) {
			emit("message", packet);
		}
		else {
			close(CloseStatus.PROTOCOL_ERROR);
		}
	}

	private <T> T reset(T message) {
		this.text.setLength(0);
		this.text.trimToSize();
		this.binary = new ByteArrayOutputStream(0);
		this.received = 0;
		return message;
	}

	private void append(ByteBuffer payload) {
		byte[] bytes = new byte[payload.remaining()];
		payload.get(bytes);
		this.binary.writeBytes(bytes);
	}

	private void send(WebSocketMessage<?> message) {
		try {
			this.session.sendMessage(message);
		}
		catch (IOException | RuntimeException ex) {
			// The library writes to many clients in a row: one that is gone or too slow
			// must not keep the message from the others.
			logger.debug("Message not sent to {}", this.session.getId(), ex);
			close(CloseStatus.SESSION_NOT_RELIABLE);
		}
	}

	private void close(CloseStatus status) {
		try {
			this.session.close(status);
		}
		catch (IOException | RuntimeException ex) {
			logger.debug("WebSocket {} not closed cleanly", this.session.getId(), ex);
		}
	}

}
