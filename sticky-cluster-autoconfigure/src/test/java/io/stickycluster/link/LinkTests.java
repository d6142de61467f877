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

package io.stickycluster.link;

import java.io.IOException;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.IntStream;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import io.stickycluster.instance.ClusterIdentity;
import io.stickycluster.instance.FailureKind;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link LinkServer}, {@link LinkClient} and {@link Link} with real sockets.
 */
class LinkTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(10);

	private static final LinkMessage.Welcome WELCOME = new LinkMessage.Welcome(new ClusterIdentity(0, 1, 4, false),
			"127.0.0.1", 3131, "", Map.of(), Map.of(), Duration.ofSeconds(1));

	private final String token = LinkToken.generate();

	private final RecordingListener supervisorSide = new RecordingListener();

	private final RecordingListener instanceSide = new RecordingListener();

	private final List<AutoCloseable> opened = new ArrayList<>();

	@TempDir
	Path directory;

	private LinkServer server;

	@BeforeEach
	void open() throws IOException {
		this.server = LinkServer.open(this.directory, 16);
		this.opened.add(this.server);
	}

	@AfterEach
	void close() throws Exception {
		for (AutoCloseable closeable : this.opened) {
			closeable.close();
		}
		Awaitility.await().atMost(TIMEOUT).untilAsserted(() -> assertThat(linkThreads()).isEmpty());
	}

	@Test
	@DisabledOnOs(OS.WINDOWS)
	void socketIsItsOwnersOnly() throws IOException {
		Path socket = this.directory.resolve("link");
		assertThat(this.server.address()).isEqualTo("unix:" + socket);
		assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket))).isEqualTo("rw-------");
		this.server.close();
		assertThat(this.directory).isEmptyDirectory();
	}

	@Test
	void messagesGoBothWaysInOrder() throws IOException {
		Link instance = link();
		Link supervisor = this.supervisorSide.link();
		instance.send(new LinkMessage.Stopping("one"));
		instance.send(new LinkMessage.Failed(FailureKind.ERROR, "x".repeat(500_000)));
		instance.send(new LinkMessage.Stopping("three"));
		supervisor.send(new LinkMessage.Stop("now"));
		this.supervisorSide.awaitMessages(3);
		this.instanceSide.awaitMessages(1);
		assertThat(this.supervisorSide.messages).element(2).isEqualTo(new LinkMessage.Stopping("three"));
		assertThat(this.instanceSide.messages).containsExactly(new LinkMessage.Stop("now"));
	}

	@Test
	void pathThatIsTooLongFallsBackToLoopback() throws IOException {
		Path deep = Files.createDirectories(this.directory.resolve("x".repeat(120)));
		LinkServer fallback = LinkServer.open(deep, 16);
		this.opened.add(fallback);
		assertThat(fallback.address()).startsWith("tcp:127.0.0.1:");
		fallback.expect(this.token, "test", WELCOME, this.supervisorSide);
		assertThatExceptionOfType(LinkRefusedException.class)
			.isThrownBy(() -> LinkClient.open(fallback.address(), LinkToken.generate(), TIMEOUT));
		Link instance = LinkClient.open(fallback.address(), this.token, TIMEOUT).start("test", 16, this.instanceSide);
		instance.send(new LinkMessage.Stopping("over loopback"));
		this.supervisorSide.awaitMessages(1);
		instance.close("test");
	}

	@Test
	void wrongTokenIsRefused() {
		this.server.expect(this.token, "test", WELCOME, this.supervisorSide);
		assertThatExceptionOfType(LinkRefusedException.class)
			.isThrownBy(() -> LinkClient.open(this.server.address(), LinkToken.generate(), TIMEOUT))
			.withMessageContaining("token");
	}

	@Test
	void tokenIsGoodOnce() throws IOException {
		link();
		assertThatExceptionOfType(LinkRefusedException.class)
			.isThrownBy(() -> LinkClient.open(this.server.address(), this.token, TIMEOUT));
	}

	@Test
	void tokenOfAnotherProcessIsRefused() throws IOException {
		long pid = ProcessHandle.current().pid();
		this.server.expect(this.token, pid + 1, "test", WELCOME, this.supervisorSide);
		assertThatExceptionOfType(LinkRefusedException.class)
			.isThrownBy(() -> LinkClient.open(this.server.address(), this.token, TIMEOUT));
		this.server.expect(this.token, pid, "test", WELCOME, this.supervisorSide);
		assertThat(LinkClient.open(this.server.address(), this.token, TIMEOUT).welcome()).isEqualTo(WELCOME);
	}

	@Test
	void peersOfAServerThatIsNotStartedWait() throws Exception {
		Path other = Files.createDirectory(this.directory.resolve("o"));
		Files.createFile(other.resolve("link"));
		LinkServer bound = LinkServer.bind(other, 16);
		this.opened.add(bound);
		assertThat(bound.isAtPath()).isTrue();
		CompletableFuture<LinkMessage.Welcome> welcomed = CompletableFuture.supplyAsync(() -> {
			try {
				return LinkClient.open(bound.address(), this.token, TIMEOUT).welcome();
			}
			catch (IOException ex) {
				throw new IllegalStateException(ex);
			}
		});
		bound.expect(this.token, "test", WELCOME, this.supervisorSide);
		bound.start();
		bound.start();
		assertThat(welcomed.get(TIMEOUT.toSeconds(), TimeUnit.SECONDS)).isEqualTo(WELCOME);
	}

	@Test
	void tokenThatWasTakenBackIsRefused() {
		this.server.expect(this.token, "test", WELCOME, this.supervisorSide).run();
		assertThatExceptionOfType(LinkRefusedException.class)
			.isThrownBy(() -> LinkClient.open(this.server.address(), this.token, TIMEOUT));
	}

	@Test
	void otherVersionIsRefusedAndMayTryAgain() throws IOException {
		this.server.expect(this.token, "test", WELCOME, this.supervisorSide);
		try (SocketChannel channel = connect()) {
			channel.write(LinkCodec.encode(new LinkMessage.Hello(2, this.token, 1)));
			assertThat(LinkCodec.read(channel, LinkCodec.MAX_LENGTH)).isEqualTo(
					new LinkMessage.Refused("the instance speaks version 2 of the control link, the supervisor 1"));
			assertThat(LinkCodec.read(channel, LinkCodec.MAX_LENGTH)).isNull();
		}
		assertThat(LinkClient.open(this.server.address(), this.token, TIMEOUT).welcome()).isEqualTo(WELCOME);
	}

	@Test
	void largeGreetingOfAStrangerIsNotRead() throws IOException {
		try (SocketChannel channel = connect()) {
			channel.write(ByteBuffer.allocate(4).putInt(Handshake.MAX_HELLO_LENGTH + 1).flip());
			assertThat(LinkCodec.read(channel, LinkCodec.MAX_LENGTH)).isNull();
		}
	}

	@Test
	void otherFirstMessageIsRefused() throws IOException {
		try (SocketChannel channel = connect()) {
			channel.write(LinkCodec.encode(new LinkMessage.Stopping("x")));
			assertThat(LinkCodec.read(channel, LinkCodec.MAX_LENGTH)).isInstanceOf(LinkMessage.Refused.class);
		}
	}

	@Test
	void silentStrangersAreShownTheDoorAndMakeRoom() throws IOException {
		Path other = Files.createDirectory(this.directory.resolve("o"));
		LinkServer impatient = new LinkServer(LinkAddress.listen(other.resolve("link")), 16, Duration.ofMillis(300));
		impatient.start();
		this.opened.add(impatient);
		impatient.expect(this.token, "test", WELCOME, this.supervisorSide);
		for (int i = 0; i < LinkServer.MAX_HANDSHAKES + 5; i++) {
			SocketChannel channel = connect(impatient);
			this.opened.add(channel);
		}
		Awaitility.await().atMost(TIMEOUT).untilAsserted(() -> {
			for (AutoCloseable stranger : this.opened.subList(2, this.opened.size())) {
				SocketChannel channel = (SocketChannel) stranger;
				channel.configureBlocking(false);
				assertThat(channel.read(ByteBuffer.allocate(1))).isEqualTo(-1);
			}
		});
		Link instance = LinkClient.open(impatient.address(), this.token, TIMEOUT).start("test", 16, this.instanceSide);
		instance.close("test");
	}

	@Test
	void silentSupervisorIsGivenUp() throws IOException {
		Path other = Files.createDirectory(this.directory.resolve("s"));
		this.opened.add(LinkAddress.listen(other.resolve("link")));
		assertThatIOException()
			.isThrownBy(() -> LinkClient.open("unix:" + other.resolve("link"), this.token, Duration.ofMillis(200)))
			.withMessage("no handshake within 200ms");
	}

	@Test
	void missingSupervisorIsAnError() {
		assertThatIOException()
			.isThrownBy(() -> LinkClient.open("unix:" + this.directory.resolve("nothing"), this.token, TIMEOUT));
	}

	@Test
	void endOfThePeerIsToldOnceAfterItsLastWords() throws IOException {
		Link instance = link();
		instance.send(new LinkMessage.Failed(FailureKind.CONFIGURATION, "last words")).toCompletableFuture().join();
		instance.close("done");
		assertThat(this.supervisorSide.awaitClosed()).isEqualTo("the peer closed it");
		assertThat(this.supervisorSide.messages)
			.containsExactly(new LinkMessage.Failed(FailureKind.CONFIGURATION, "last words"));
		assertThat(this.instanceSide.awaitClosed()).isEqualTo("done");
	}

	@Test
	void lastWordsAreReadAlthoughWritingHasFailed() throws Exception {
		this.server.expect(this.token, "test", WELCOME, this.supervisorSide);
		LinkClient.Opened raw = LinkClient.open(this.server.address(), this.token, TIMEOUT);
		Link supervisor = this.supervisorSide.link();
		CompletableFuture<Void> proceed = new CompletableFuture<>();
		this.supervisorSide.onMessage = (message) -> proceed.join();
		raw.channel().write(LinkCodec.encode(new LinkMessage.Stopping("first")));
		raw.channel().write(LinkCodec.encode(new LinkMessage.Failed(FailureKind.ERROR, "last words")));
		raw.channel().close();
		assertThatExceptionOfType(CompletionException.class)
			.isThrownBy(() -> supervisor.send(new LinkMessage.Stop("too late")).toCompletableFuture().join());
		proceed.complete(null);
		assertThat(this.supervisorSide.awaitClosed()).startsWith("writing failed");
		assertThat(this.supervisorSide.messages).hasSize(2);
	}

	@Test
	void garbageEndsTheLink() throws IOException {
		this.server.expect(this.token, "test", WELCOME, this.supervisorSide);
		LinkClient.Opened raw = LinkClient.open(this.server.address(), this.token, TIMEOUT);
		raw.channel().write(ByteBuffer.wrap("GET / HTTP/1.1\r\n\r\n".getBytes()));
		assertThat(this.supervisorSide.awaitClosed()).contains("the peer announced a message of");
		raw.channel().close();
	}

	@Test
	void peerThatDoesNotReadLosesTheLink() throws IOException {
		this.server.expect(this.token, "test", WELCOME, this.supervisorSide);
		LinkClient.Opened raw = LinkClient.open(this.server.address(), this.token, TIMEOUT);
		Link supervisor = this.supervisorSide.link();
		LinkMessage message = new LinkMessage.Stop("x".repeat(900_000));
		CompletableFuture<Void> last = new CompletableFuture<>();
		for (int i = 0; i < 40; i++) {
			last = supervisor.send(message).toCompletableFuture();
		}
		assertThat(last).failsWithin(TIMEOUT);
		assertThat(this.supervisorSide.awaitClosed()).startsWith("the peer reads too slowly");
		raw.channel().close();
	}

	@Test
	void packetsGoBothWaysInOrderBesideMessages() throws IOException {
		Link instance = link();
		for (int i = 0; i < 1000; i++) {
			assertThat(instance.trySend(packet(i % 7 * 1000, i))).isTrue();
		}
		assertThat(instance.trySend(packet(LinkPacket.MAX_LENGTH - 4, 1000))).isTrue();
		instance.send(new LinkMessage.Stopping("now"));
		this.supervisorSide.awaitMessages(1);
		this.supervisorSide.awaitPackets(1001);
		assertThat(this.supervisorSide.packets).extracting((packet) -> ByteBuffer.wrap(packet.body()).getInt())
			.isEqualTo(IntStream.rangeClosed(0, 1000).boxed().toList());
		this.supervisorSide.link().trySend(packet(0, 5));
		this.instanceSide.awaitPackets(1);
	}

	@Test
	void peerThatDoesNotReadLosesPacketsButNotTheLink() throws IOException {
		this.server.expect(this.token, "test", WELCOME, this.supervisorSide);
		LinkClient.Opened raw = LinkClient.open(this.server.address(), this.token, TIMEOUT);
		Link supervisor = this.supervisorSide.link();
		int sent = 0;
		while (supervisor.trySend(packet(100_000, sent))) {
			sent++;
			assertThat(sent).as("packets that wait").isLessThan(10_000);
		}
		// What was asked for last goes before all that waits
		supervisor.send(new LinkMessage.Stop("now"));
		Link instance = raw.start("test", 16, this.instanceSide);
		this.instanceSide.awaitMessages(1);
		this.instanceSide.awaitPackets(sent);
		assertThat(supervisor.trySend(packet(100_000, sent))).isTrue();
		this.instanceSide.awaitPackets(sent + 1);
		instance.close("test");
	}

	@Test
	void packetOfANewerPeerIsPassedOver() throws IOException {
		this.server.expect(this.token, "test", WELCOME, this.supervisorSide);
		LinkClient.Opened raw = LinkClient.open(this.server.address(), this.token, TIMEOUT);
		raw.channel().write(ByteBuffer.allocate(7).putInt(1 << 31 | 2).put((byte) 77).rewind());
		raw.channel().write(LinkCodec.encode(new LinkMessage.Stopping("after it")));
		this.supervisorSide.awaitMessages(1);
		assertThat(this.supervisorSide.packets).isEmpty();
		raw.channel().close();
	}

	@Test
	void tooLargePacketIsRefusedBeforeMemoryIsTaken() throws IOException {
		this.server.expect(this.token, "test", WELCOME, this.supervisorSide);
		LinkClient.Opened raw = LinkClient.open(this.server.address(), this.token, TIMEOUT);
		raw.channel().write(ByteBuffer.allocate(5).putInt(-1).put((byte) 1).flip());
		assertThat(this.supervisorSide.awaitClosed()).contains("a packet of 2147483647 bytes");
		raw.channel().close();
		assertThatIllegalArgumentException().isThrownBy(() -> packet(LinkPacket.MAX_LENGTH, 0));
	}

	@Test
	void failureOfTheListenerEndsTheLink() throws IOException {
		this.supervisorSide.onMessage = (message) -> {
			throw new IllegalStateException("broken");
		};
		Link instance = link();
		instance.send(new LinkMessage.Stopping("x"));
		assertThat(this.supervisorSide.awaitClosed()).contains("broken");
		assertThat(this.instanceSide.awaitClosed()).isEqualTo("the peer closed it");
	}

	@Test
	void closeOfTheServerEndsItsLinks() throws IOException {
		Link instance = link();
		this.server.close();
		assertThat(this.instanceSide.awaitClosed()).isEqualTo("the peer closed it");
		assertThat(instance.send(new LinkMessage.Stopping("x")).toCompletableFuture()).failsWithin(TIMEOUT);
		assertThatIOException().isThrownBy(() -> LinkClient.open(this.server.address(), this.token, TIMEOUT));
	}

	@Test
	void tokensAreLongAndDiffer() {
		assertThat(LinkToken.generate()).hasSizeGreaterThanOrEqualTo(32).isNotEqualTo(LinkToken.generate());
	}

	private static LinkPacket packet(int padding, int number) {
		return new LinkPacket(LinkChannel.BUS, ByteBuffer.allocate(4 + padding).putInt(number).array());
	}

	private Link link() throws IOException {
		this.server.expect(this.token, "test", WELCOME, this.supervisorSide);
		Link link = LinkClient.open(this.server.address(), this.token, TIMEOUT).start("test", 16, this.instanceSide);
		this.opened.add(() -> link.close("test"));
		return link;
	}

	private SocketChannel connect() throws IOException {
		return connect(this.server);
	}

	private static SocketChannel connect(LinkServer server) throws IOException {
		SocketAddress address = LinkAddress.parse(server.address());
		SocketChannel channel = SocketChannel.open((address instanceof UnixDomainSocketAddress)
				? StandardProtocolFamily.UNIX : StandardProtocolFamily.INET);
		channel.connect(address);
		return channel;
	}

	private static List<String> linkThreads() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.map(Thread::getName)
			.filter((name) -> name.startsWith("link-") || name.startsWith("test-"))
			.toList();
	}

	/**
	 * Remembers all that it is told.
	 */
	private static final class RecordingListener implements LinkListener {

		private final List<LinkMessage> messages = new CopyOnWriteArrayList<>();

		private final List<LinkPacket> packets = new CopyOnWriteArrayList<>();

		private final CompletableFuture<Link> link = new CompletableFuture<>();

		private final CompletableFuture<String> closed = new CompletableFuture<>();

		private volatile Consumer<LinkMessage> onMessage = (message) -> {
		};

		@Override
		public void opened(Link link) {
			this.link.complete(link);
		}

		@Override
		public void received(LinkMessage message) {
			this.messages.add(message);
			this.onMessage.accept(message);
		}

		@Override
		public void received(LinkPacket packet) {
			this.packets.add(packet);
		}

		@Override
		public void closed(String reason) {
			assertThat(this.closed.complete(reason)).isTrue();
		}

		private Link link() {
			return this.link.orTimeout(TIMEOUT.toSeconds(), TimeUnit.SECONDS).join();
		}

		private void awaitMessages(int count) {
			Awaitility.await().atMost(TIMEOUT).until(() -> this.messages.size() >= count);
		}

		private void awaitPackets(int count) {
			Awaitility.await().atMost(TIMEOUT).until(() -> this.packets.size() >= count);
		}

		private String awaitClosed() {
			return this.closed.orTimeout(TIMEOUT.toSeconds(), TimeUnit.SECONDS).join();
		}

	}

}
