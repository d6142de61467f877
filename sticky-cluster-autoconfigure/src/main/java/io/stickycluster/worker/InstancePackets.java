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

package io.stickycluster.worker;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Predicate;

import io.stickycluster.link.LinkChannel;
import io.stickycluster.link.LinkPacket;
import io.stickycluster.link.PacketLink;

/**
 * The packets of an instance's features, over the control link that there is at the
 * moment.
 */
final class InstancePackets implements PacketLink {

	private final Predicate<LinkPacket> sender;

	private final Map<LinkChannel, Consumer<byte[]>> receivers = new ConcurrentHashMap<>();

	private final List<Runnable> reopenedListeners = new CopyOnWriteArrayList<>();

	/**
	 * Create packets.
	 * @param sender sends a packet if there is room for it
	 */
	InstancePackets(Predicate<LinkPacket> sender) {
		this.sender = sender;
	}

	@Override
	public boolean trySend(LinkPacket packet) {
		return this.sender.test(packet);
	}

	@Override
	public Runnable receive(LinkChannel channel, Consumer<byte[]> receiver) {
		this.receivers.put(channel, receiver);
		return () -> this.receivers.remove(channel, receiver);
	}

	@Override
	public Runnable onReopened(Runnable listener) {
		this.reopenedListeners.add(listener);
		return () -> this.reopenedListeners.remove(listener);
	}

	/**
	 * Give a packet to the feature that it is for, if that is there.
	 * @param packet the packet
	 */
	void received(LinkPacket packet) {
		Consumer<byte[]> receiver = this.receivers.get(packet.channel());
		if (receiver != null) {
			receiver.accept(packet.body());
		}
	}

	/**
	 * Tell that another supervisor is at the other end.
	 */
	void reopened() {
		this.reopenedListeners.forEach(Runnable::run);
	}

}
