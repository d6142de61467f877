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

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.socket.engineio.server.EngineIoServer;
import io.socket.engineio.server.EngineIoSocket;
import io.socket.engineio.server.parser.Packet;

/**
 * The open Engine.IO sessions. The library has such a table, too, but nobody may look
 * into it.
 */
final class EngineIoSessions {

	private final Map<String, EngineIoSocket> sessions = new ConcurrentHashMap<>();

	private final int maxSessions;

	EngineIoSessions(EngineIoServer engine, int maxSessions) {
		this.maxSessions = maxSessions;
		engine.on("connection", (args) -> add((EngineIoSocket) args[0]));
	}

	private void add(EngineIoSocket session) {
		this.sessions.put(session.getId(), session);
		session.once("close", (args) -> this.sessions.remove(session.getId()));
		// The library ends the poll that is there when a WebSocket is probed: one that
		// comes
		// a moment later would keep the client from upgrading until the next ping
		session.on("upgrading", (args) -> session.send(new Packet<>(Packet.NOOP)));
	}

	/**
	 * Return whether a session is open.
	 * @param sid the session id
	 * @return whether it is
	 */
	boolean contains(String sid) {
		return this.sessions.containsKey(sid);
	}

	/**
	 * Return whether there are as many sessions as there may be.
	 * @return whether a handshake must be refused
	 */
	boolean isFull() {
		return this.sessions.size() >= this.maxSessions;
	}

	/**
	 * Close all sessions. A client that is polling gets an answer that says so.
	 */
	void close() {
		this.sessions.values().forEach(EngineIoSocket::close);
	}

}
