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

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link LinkBusCarrier} and {@link BusRelay} over real links.
 */
class LinkBusTests extends BusContract {

	private final BusRelay relay = new BusRelay();

	private final List<Link> links = new ArrayList<>();

	@TempDir
	Path directory;

	private LinkServer server;

	@BeforeEach
	void open() throws IOException {
		this.server = LinkServer.open(this.directory, 16);
	}

	@AfterEach
	void close() {
		this.links.forEach((link) -> link.close("test"));
		this.server.close();
	}

	@Override
	BusCarrier carrier(int index, BusCounts counts) throws IOException {
		InstanceSide side = new InstanceSide();
		side.link = connect(index).start("test", 16, side);
		this.links.add(side.link);
		return new LinkBusCarrier(side, counts);
	}

	@Test
	void instanceThatDoesNotReadLosesItsOwnMessagesOnly() throws Exception {
		List<Member> members = members(2);
		LinkClient.Opened stuck = connect(2);
		InstanceSide side = new InstanceSide();
		// Joins, and reads nothing from then on
		stuck.channel().write(ByteBuffer.allocate(5).putInt(1 << 31).put((byte) 1).flip());
		ByteBuffer answer = ByteBuffer.allocate(5);
		while (answer.hasRemaining()) {
			stuck.channel().read(answer);
		}
		byte[] payload = new byte[250_000];
		int sent = 0;
		while (this.relay.dropped() == 0) {
			members.get(0).bus.publishToOthers(BusMessage.of("topic", payload));
			sent++;
			int expected = sent;
			await().until(() -> members.get(1).messages.size() == expected);
			assertThat(sent).as("messages that wait for one that does not read").isLessThan(1000);
		}
		// It comes back: what it has not lost is there, and then all that is new
		List<byte[]> received = new CopyOnWriteArrayList<>();
		side.receive(LinkChannel.BUS, received::add);
		Link link = stuck.start("test", 16, side);
		this.links.add(link);
		long waiting = sent - this.relay.dropped();
		await().until(() -> received.size() >= waiting);
		members.get(0).bus.publishToOthers(BusMessage.of("topic", "new"));
		await().until(() -> BusFrameCodec.decode(received.get(received.size() - 1)).message().text().equals("new"));
		link.close("test");
	}

	@Test
	void nonsenseIsDroppedAndCounted() throws Exception {
		List<Member> members = members(2);
		InstanceSide side = new InstanceSide();
		side.link = connect(2).start("test", 16, side);
		this.links.add(side.link);
		side.trySend(new LinkPacket(LinkChannel.BUS, new byte[] { 99, 1, 2, 3, 4 }));
		await().until(() -> this.relay.dropped() == 1);
		side.trySend(new LinkPacket(LinkChannel.BUS, new byte[] { 1, -1, -1, -1, -1, 7 }));
		await().until(() -> members.get(0).counts.dropped(BusCounts.Drop.INVALID) == 1
				&& members.get(1).counts.dropped(BusCounts.Drop.INVALID) == 1);
	}

	private LinkClient.Opened connect(int index) throws IOException {
		String token = LinkToken.generate();
		ClusterIdentity identity = new ClusterIdentity(index, 1, 4, false);
		this.server.expect(token, "test",
				new LinkMessage.Welcome(identity, "127.0.0.1", 0, "", Map.of(), Map.of(), Duration.ofSeconds(1)),
				new SupervisorSide(identity));
		return LinkClient.open(this.server.address(), token, TIMEOUT);
	}

	/**
	 * An instance at the other end, as the relay sees it.
	 */
	private final class SupervisorSide implements LinkListener, LinkPeer {

		private final ClusterIdentity identity;

		private volatile Link link;

		SupervisorSide(ClusterIdentity identity) {
			this.identity = identity;
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
			LinkBusTests.this.relay.received(this, packet.body());
		}

		@Override
		public void closed(String reason) {
			LinkBusTests.this.relay.left(this);
		}

		@Override
		public ClusterIdentity identity() {
			return this.identity;
		}

		@Override
		public boolean trySend(LinkPacket packet) {
			return this.link.trySend(packet);
		}

	}

	/**
	 * The end of an instance.
	 */
	private static final class InstanceSide implements LinkListener, PacketLink {

		private final AtomicReference<Consumer<byte[]>> receiver = new AtomicReference<>((body) -> {
		});

		private Link link;

		@Override
		public void received(LinkMessage message) {
		}

		@Override
		public void received(LinkPacket packet) {
			this.receiver.get().accept(packet.body());
		}

		@Override
		public void closed(String reason) {
		}

		@Override
		public boolean trySend(LinkPacket packet) {
			return this.link.trySend(packet);
		}

		@Override
		public Runnable receive(LinkChannel channel, Consumer<byte[]> receiver) {
			this.receiver.set(receiver);
			return () -> this.receiver.set((body) -> {
			});
		}

	}

}
