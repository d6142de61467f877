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

import java.time.Clock;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

import io.socket.socketio.server.SocketIoNamespace;
import io.socket.socketio.server.SocketIoSocket;
import org.json.JSONObject;
import org.jspecify.annotations.Nullable;

import io.stickycluster.sample.chat.ChatMessage;
import io.stickycluster.sample.chat.ServingInstance;

/**
 * The chat in one Socket.IO namespace: a client's {@code b:message} goes as
 * {@code s:message}, with the instance that passed it on, to every client of the
 * namespace, whatever its instance.
 */
final class ChatNamespace {

	private static final String ROOM = "chat";

	private final SocketIoNamespace namespace;

	private final ServingInstance instance;

	private final Executor dispatcher;

	private final Clock clock = Clock.systemUTC();

	private final Set<String> clients = ConcurrentHashMap.newKeySet();

	ChatNamespace(SocketIoNamespace namespace, ServingInstance instance, Executor dispatcher) {
		this.namespace = namespace;
		this.instance = instance;
		this.dispatcher = dispatcher;
		namespace.on("connection", (args) -> connected((SocketIoSocket) args[0]));
	}

	private void connected(SocketIoSocket socket) {
		ChatMember member = ((ClusterAdapter) this.namespace.getAdapter()).member(socket);
		String client = socket.getClient().getId();
		if (member == null) {
			return;
		}
		if (!this.clients.add(client)) {
			// Connected twice; the library would keep any number of these.
			member.disconnect();
			return;
		}
		socket.on("disconnect", (args) -> this.clients.remove(client));
		socket.on("b:message", (args) -> received(member, (args.length > 0) ? args[0] : null));
		dispatch(member, () -> member.send("s:welcome", answer()));
		socket.joinRoom(ROOM);
	}

	private void received(ChatMember member, @Nullable Object payload) {
		try {
			ChatMessage message = message(payload);
			JSONObject answer = answer().put("name", message.name()).put("text", message.text());
			this.namespace.broadcast(ROOM, "s:message", answer);
		}
		catch (RejectedExecutionException ex) {
			// Too much to do, or on the way down: the client may come again later.
			member.disconnect();
		}
		catch (IllegalArgumentException ex) {
			dispatch(member, () -> member.send("s:error", new JSONObject().put("message", ex.getMessage())));
		}
	}

	private void dispatch(ChatMember member, Runnable task) {
		try {
			this.dispatcher.execute(task);
		}
		catch (RejectedExecutionException ex) {
			// Too much to do, or on the way down: the client may come again later.
			member.disconnect();
		}
	}

	private JSONObject answer() {
		return new JSONObject().put("instance", this.instance.index())
			.put("port", this.instance.port())
			.put("namespace", this.namespace.getName())
			.put("at", this.clock.instant().toString());
	}

	private static ChatMessage message(@Nullable Object payload) {
		if (payload instanceof JSONObject object) {
			return ChatMessage.of(object.optString("name"), object.optString("text"));
		}
		return ChatMessage.of(null, (payload instanceof String text) ? text : null);
	}

}
