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

package io.stickycluster.benchmarks.bus;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import io.stickycluster.bus.BusCarrier;
import io.stickycluster.bus.BusCounts;
import io.stickycluster.bus.BusRelay;
import io.stickycluster.bus.LinkBusCarrier;
import io.stickycluster.instance.ClusterIdentity;
import io.stickycluster.link.Link;
import io.stickycluster.link.LinkChannel;
import io.stickycluster.link.LinkClient;
import io.stickycluster.link.LinkListener;
import io.stickycluster.link.LinkMessage;
import io.stickycluster.link.LinkPacket;
import io.stickycluster.link.LinkPeer;
import io.stickycluster.link.LinkServer;
import io.stickycluster.link.LinkToken;
import io.stickycluster.link.PacketLink;

/**
 * Carriers over control links, as instances in processes of their own have them.
 */
final class LinkCarriers implements BusMembers.Carriers {

	private static final int QUEUE_CAPACITY = 16;

	private static final Duration TIMEOUT = Duration.ofSeconds(10);

	private final BusRelay relay = new BusRelay();

	private final Path directory;

	private final LinkServer server;

	LinkCarriers() throws IOException {
		this.directory = Files.createTempDirectory("bus");
		this.server = LinkServer.open(this.directory, QUEUE_CAPACITY);
	}

	@Override
	public BusCarrier join(int index, BusCounts counts) throws IOException {
		ClusterIdentity identity = new ClusterIdentity(index, 1, index + 1, false);
		String token = LinkToken.generate();
		this.server.expect(token, "supervisor-" + index,
				new LinkMessage.Welcome(identity, "127.0.0.1", 0, "", Map.of(), Map.of(), TIMEOUT),
				new SupervisorEnd(identity.index()));
		InstanceEnd end = new InstanceEnd();
		Link link = LinkClient.open(this.server.address(), token, TIMEOUT)
			.start("instance-" + index, QUEUE_CAPACITY, end);
		end.link = link;
		return new LinkBusCarrier(end, counts);
	}

	@Override
	public void close() throws IOException {
		this.server.close();
		Files.deleteIfExists(this.directory);
	}

	private final class SupervisorEnd implements LinkListener, LinkPeer {

		private final int index;

		private volatile @Nullable Link link;

		SupervisorEnd(int index) {
			this.index = index;
		}

		@Override
		public void opened(Link link) {
			this.link = link;
		}

		@Override
		public void received(LinkMessage message) {
		}

		@Override
		public void received(LinkPacket packet) {
			LinkCarriers.this.relay.received(this, packet.body());
		}

		@Override
		public void closed(String reason) {
			LinkCarriers.this.relay.left(this);
		}

		@Override
		public int index() {
			return this.index;
		}

		@Override
		public boolean trySend(LinkPacket packet) {
			Link link = this.link;
			return link != null && link.trySend(packet);
		}

	}

	private static final class InstanceEnd implements LinkListener, PacketLink {

		private volatile @Nullable Link link;

		private volatile Consumer<byte[]> receiver = (body) -> {
		};

		@Override
		public void received(LinkMessage message) {
		}

		@Override
		public void received(LinkPacket packet) {
			this.receiver.accept(packet.body());
		}

		@Override
		public void closed(String reason) {
		}

		@Override
		public boolean trySend(LinkPacket packet) {
			Link link = this.link;
			return link != null && link.trySend(packet);
		}

		@Override
		public Runnable receive(LinkChannel channel, Consumer<byte[]> receiver) {
			this.receiver = receiver;
			return () -> this.receiver = (body) -> {
			};
		}

		@Override
		public Runnable onReopened(Runnable listener) {
			return () -> {
			};
		}

	}

}
