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

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

import io.socket.socketio.server.SocketIoAdapter;
import io.socket.socketio.server.SocketIoNamespace;
import io.socket.socketio.server.SocketIoSocket;
import io.socket.socketio.server.parser.Packet;
import org.json.JSONArray;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.stickycluster.bus.BusMessage;
import io.stickycluster.bus.BusSubscription;
import io.stickycluster.bus.ClusterBus;

/**
 * Rooms of a namespace that span all instances: what is emitted to a room reaches its
 * sockets wherever they are. Data must be JSON, without binary parts.
 */
final class ClusterAdapter extends SocketIoAdapter implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(ClusterAdapter.class);

	private static final String TOPIC = "socket.io";

	private static final String ROOMS = "rooms";

	private static final String EXCLUDED = "excluded";

	private final Map<SocketIoSocket, ChatMember> members = new ConcurrentHashMap<>();

	private final Map<String, Set<SocketIoSocket>> rooms = new ConcurrentHashMap<>();

	private final ClusterBus bus;

	private final Executor dispatcher;

	private final String topic;

	private final BusSubscription subscription;

	/**
	 * Create an adapter.
	 * @param namespace the namespace
	 * @param bus carries what is emitted to the other instances
	 * @param dispatcher the thread that sends to more than one socket
	 */
	ClusterAdapter(SocketIoNamespace namespace, ClusterBus bus, Executor dispatcher) {
		super(namespace);
		this.bus = bus;
		this.dispatcher = dispatcher;
		this.topic = TOPIC + namespace.getName();
		this.subscription = bus.subscribe(this.topic, (message, sender) -> received(message));
	}

	/**
	 * Return what is known of a socket.
	 * @param socket the socket
	 * @return the member, {@code null} when the socket is not connected any more
	 */
	@Nullable ChatMember member(SocketIoSocket socket) {
		return this.members.get(socket);
	}

	@Override
	public void broadcast(Packet<?> packet, String @Nullable [] rooms, String @Nullable [] socketsExcluded) {
		JSONArray data = (JSONArray) packet.data;
		List<String> in = (rooms != null) ? List.of(rooms) : List.of();
		List<String> excluded = (socketsExcluded != null) ? List.of(socketsExcluded) : List.of();
		deliver(data, in, excluded);
		this.bus.publishToOthers(BusMessage.of(this.topic, data.toString())
			.withHeader(ROOMS, new JSONArray(in).toString())
			.withHeader(EXCLUDED, new JSONArray(excluded).toString()));
	}

	@Override
	public void add(String room, SocketIoSocket socket) {
		this.members.computeIfAbsent(socket, ChatMember::new);
		this.rooms.compute(room, (key, present) -> {
			Set<SocketIoSocket> sockets = (present != null) ? present : ConcurrentHashMap.newKeySet();
			sockets.add(socket);
			return sockets;
		});
		if (!socket.isConnected()) {
			// It has left all rooms before it came into this one
			remove(room, socket);
		}
	}

	@Override
	public void remove(String room, SocketIoSocket socket) {
		this.rooms.computeIfPresent(room, (key, sockets) -> {
			sockets.remove(socket);
			return sockets.isEmpty() ? null : sockets;
		});
		if (!socket.isConnected()) {
			this.members.remove(socket);
		}
	}

	@Override
	public SocketIoSocket[] listClients(String room) {
		return this.rooms.getOrDefault(room, Set.of()).toArray(new SocketIoSocket[0]);
	}

	@Override
	public String[] listClientRooms(SocketIoSocket socket) {
		return this.rooms.entrySet()
			.stream()
			.filter((room) -> room.getValue().contains(socket))
			.map(Map.Entry::getKey)
			.toArray(String[]::new);
	}

	@Override
	public void close() {
		this.subscription.close();
	}

	private void received(BusMessage message) {
		try {
			deliver(new JSONArray(message.text()), strings(message.headers().get(ROOMS)),
					strings(message.headers().get(EXCLUDED)));
		}
		catch (RejectedExecutionException ex) {
			logger.debug("Too much to send: a message of another instance was dropped");
		}
	}

	/**
	 * Send to sockets of this instance, without a lock of the adapter: sending takes the
	 * lock of a client, and a client that leaves comes here with its lock.
	 * @param data the event's name and its arguments
	 * @param rooms the rooms, none for all sockets
	 * @param excluded ids of sockets that are left out
	 * @throws RejectedExecutionException if there is too much to send
	 */
	private void deliver(JSONArray data, List<String> rooms, List<String> excluded) {
		String event = data.getString(0);
		Object[] arguments = arguments(data);
		this.dispatcher.execute(() -> {
			for (SocketIoSocket socket : receivers(rooms)) {
				ChatMember member = this.members.get(socket);
				if (member != null && !excluded.contains(socket.getId())) {
					member.send(event, arguments);
				}
			}
		});
	}

	private Set<SocketIoSocket> receivers(List<String> rooms) {
		if (rooms.isEmpty()) {
			return this.members.keySet();
		}
		Set<SocketIoSocket> receivers = new LinkedHashSet<>();
		rooms.forEach((room) -> receivers.addAll(this.rooms.getOrDefault(room, Set.of())));
		return receivers;
	}

	private static Object[] arguments(JSONArray data) {
		Object[] arguments = new Object[data.length() - 1];
		Arrays.setAll(arguments, (i) -> data.get(i + 1));
		return arguments;
	}

	private static List<String> strings(@Nullable String json) {
		return (json != null) ? new JSONArray(json).toList().stream().map(String::valueOf).toList() : List.of();
	}

}
