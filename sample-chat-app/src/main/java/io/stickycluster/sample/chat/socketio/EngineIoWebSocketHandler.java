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

import io.socket.engineio.server.EngineIoServer;
import org.jspecify.annotations.Nullable;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.WebSocketHandler;
import org.springframework.web.socket.WebSocketMessage;
import org.springframework.web.socket.WebSocketSession;

/**
 * The WebSocket transport: connects Spring's sessions to the library.
 */
final class EngineIoWebSocketHandler implements WebSocketHandler {

	private static final String CONNECTION = WebSocketConnection.class.getName();

	private final EngineIoServer engine;

	private final int maxPayload;

	EngineIoWebSocketHandler(EngineIoServer engine, int maxPayload) {
		this.engine = engine;
		this.maxPayload = maxPayload;
	}

	@Override
	public void afterConnectionEstablished(WebSocketSession session) {
		WebSocketConnection connection = WebSocketConnection.of(session, this.maxPayload);
		session.getAttributes().put(CONNECTION, connection);
		this.engine.handleWebSocket(connection);
	}

	@Override
	public void handleMessage(WebSocketSession session, WebSocketMessage<?> message) {
		WebSocketConnection connection = connection(session);
		if (connection != null) {
			connection.receive(message);
		}
	}

	@Override
	public void handleTransportError(WebSocketSession session, Throwable exception) {
		// The container closes the session, and tells so below.
	}

	@Override
	public void afterConnectionClosed(WebSocketSession session, CloseStatus status) {
		WebSocketConnection connection = connection(session);
		if (connection != null) {
			connection.closed();
		}
	}

	@Override
	public boolean supportsPartialMessages() {
		return true;
	}

	private static @Nullable WebSocketConnection connection(WebSocketSession session) {
		return (WebSocketConnection) session.getAttributes().get(CONNECTION);
	}

}
