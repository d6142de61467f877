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

package io.stickycluster.bus;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import io.stickycluster.link.LinkChannel;
import io.stickycluster.link.LinkPacket;
import io.stickycluster.link.LinkPeer;
import io.stickycluster.link.PacketHandler;

/**
 * {@link PacketHandler} in the supervisor that passes messages on to the instances that
 * they are for. An instance that does not read fast enough loses its own messages only.
 */
public final class BusRelay implements PacketHandler, MeterBinder {

	private static final Log logger = LogFactory.getLog(BusRelay.class);

	private final Set<LinkPeer> members = ConcurrentHashMap.newKeySet();

	private final Set<LinkPeer> slow = ConcurrentHashMap.newKeySet();

	private final LongAdder dropped = new LongAdder();

	@Override
	public LinkChannel channel() {
		return LinkChannel.BUS;
	}

	@Override
	public void received(LinkPeer from, byte[] body) {
		if (body.length == 0) {
			this.members.add(from);
			from.trySend(new LinkPacket(LinkChannel.BUS, LinkBusCarrier.JOIN));
			return;
		}
		try {
			int target = BusFrameCodec.target(body);
			LinkPacket packet = new LinkPacket(LinkChannel.BUS, body);
			for (LinkPeer member : this.members) {
				if (member != from && (target == BusFrame.OTHERS || target == member.identity().index())) {
					pass(packet, member);
				}
			}
		}
		catch (IllegalArgumentException ex) {
			this.dropped.increment();
			logger.debug("A message of instance " + from.identity().index() + " was not passed on", ex);
		}
	}

	private void pass(LinkPacket packet, LinkPeer to) {
		if (to.trySend(packet)) {
			return;
		}
		this.dropped.increment();
		if (this.members.contains(to) && this.slow.add(to)) {
			logger.warn("Messages for instance " + to.identity().index() + " are dropped because it is too slow");
		}
	}

	@Override
	public void left(LinkPeer peer) {
		this.members.remove(peer);
		this.slow.remove(peer);
	}

	/**
	 * Return how many messages were not passed on.
	 * @return the number
	 */
	long dropped() {
		return this.dropped.sum();
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		FunctionCounter.builder("sticky.cluster.bus.relay.dropped", this, BusRelay::dropped)
			.description("Messages between instances that the supervisor did not pass on")
			.register(registry);
	}

}
