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
import java.util.Map;
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
 * namespace on this instance.
 */
final class ChatNamespace {

	private final String name;

	private final ServingInstance instance;

	private final Executor dispatcher;

	private final Clock clock = Clock.systemUTC();

	private final Map<String, ChatMember> members = new ConcurrentHashMap<>();

	ChatNamespace(SocketIoNamespace namespace, ServingInstance instance, Executor dispatcher) {
		this.name = namespace.getName();
		this.instance = instance;
		this.dispatcher = dispatcher;
		namespace.on("connection", (args) -> connected((SocketIoSocket) args[0]));
	}

	private void connected(SocketIoSocket socket) {
		ChatMember member = new ChatMember(socket);
		String client = socket.getClient().getId();
		if (this.members.putIfAbsent(client, member) != null) {
			// Connected twice; the library would keep any number of these.
			member.disconnect();
			return;
		}
		socket.on("disconnect", (args) -> this.members.remove(client, member));
		socket.on("b:message", (args) -> received(member, (args.length > 0) ? args[0] : null));
		dispatch(member, () -> member.send("s:welcome", answer()));
	}

	private void received(ChatMember member, @Nullable Object payload) {
		try {
			ChatMessage message = message(payload);
			JSONObject answer = answer().put("name", message.name()).put("text", message.text());
			// Not the namespace's own broadcast: it holds a lock of the namespace while
			// it
			// waits for those of the clients, which wait for it when they leave.
			dispatch(member, () -> this.members.values().forEach((each) -> each.send("s:message", answer)));
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
			.put("namespace", this.name)
			.put("at", this.clock.instant().toString());
	}

	private static ChatMessage message(@Nullable Object payload) {
		if (payload instanceof JSONObject object) {
			return ChatMessage.of(object.optString("name"), object.optString("text"));
		}
		return ChatMessage.of(null, (payload instanceof String text) ? text : null);
	}

}
