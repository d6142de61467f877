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

import java.util.concurrent.atomic.AtomicInteger;

import io.socket.engineio.server.EngineIoSocket;
import io.socket.socketio.server.SocketIoSocket;

/**
 * A client in a namespace, who is left behind when it does not fetch what is sent to it.
 */
final class ChatMember {

	private static final int MAX_MESSAGES_WAITING = 1000;

	private final SocketIoSocket socket;

	private final EngineIoSocket connection;

	private final AtomicInteger waiting = new AtomicInteger();

	ChatMember(SocketIoSocket socket) {
		this.socket = socket;
		this.connection = socket.getClient().getConnection();
		this.connection.on("drain", (args) -> this.waiting.set(0));
	}

	void send(String event, Object... arguments) {
		if (this.waiting.incrementAndGet() > MAX_MESSAGES_WAITING) {
			disconnect();
			return;
		}
		this.socket.send(event, arguments);
	}

	/**
	 * Close the connection of the client, in all namespaces.
	 */
	void disconnect() {
		this.connection.close();
	}

}
