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

package io.stickycluster.systemd;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import org.assertj.core.api.ThrowableAssertAlternative;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import io.stickycluster.app.OpenDescriptors;
import io.stickycluster.systemd.ServiceEnvironment.PassedListener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for which descriptors become an {@link InheritedListener}.
 */
@EnabledOnOs(OS.LINUX)
class InheritedListenerTests {

	@Test
	void onlyListenerIsTakenWhateverItsName() {
		PassedListener only = new PassedListener(3, "chat.socket");
		assertThat(InheritedListener.choose(List.of(only))).isEqualTo(only);
	}

	@Test
	void listenerOfThatNameIsTakenAmongSeveral() {
		PassedListener http = new PassedListener(4, "http");
		assertThat(InheritedListener.choose(List.of(new PassedListener(3, "admin"), http))).isEqualTo(http);
		assertThatExceptionOfType(ListenerException.class)
			.isThrownBy(() -> InheritedListener
				.choose(List.of(new PassedListener(3, "admin"), new PassedListener(4, "unknown"))))
			.withMessage("there are 2 listeners and none is called 'http'")
			.satisfies((ex) -> assertThat(ex.variable()).isEqualTo("LISTEN_FDNAMES"))
			.satisfies((ex) -> assertThat(ex.action()).contains("FileDescriptorName=http"));
	}

	@Test
	void listenerThatDoesNotBlockIsTaken() throws Exception {
		try (ServerSocketChannel server = listen()) {
			server.configureBlocking(false);
			assertThat(InheritedListener.of(List.of(new PassedListener(descriptor(server), ""))).address())
				.isEqualTo(server.getLocalAddress());
		}
	}

	@Test
	void listenerThatBlocksIsRefusedWithTheCure() throws Exception {
		try (ServerSocketChannel server = listen()) {
			assertRefused(descriptor(server)).withMessageContaining("blocks")
				.satisfies((ex) -> assertThat(ex.action()).isEqualTo("Set NonBlocking=yes in the service unit."));
			assertThat(server.isOpen()).isTrue();
		}
	}

	@Test
	void whatIsNoListenerIsRefused(@TempDir Path directory) throws Exception {
		Path file = Files.createFile(directory.resolve("file"));
		try (InputStream in = Files.newInputStream(file)) {
			assertRefused(OpenDescriptors.ofFile(file)).withMessageContaining("is no listening TCP socket");
			assertThat(in.read()).isEqualTo(-1);
		}
		assertRefused(1_000_000).withMessageContaining("is no listening TCP socket");
	}

	@Test
	void connectionIsRefused() throws Exception {
		try (ServerSocketChannel server = listen();
				SocketChannel connection = SocketChannel.open(server.getLocalAddress())) {
			connection.configureBlocking(false);
			int port = ((InetSocketAddress) connection.getLocalAddress()).getPort();
			assertRefused(OpenDescriptors.ofPort(port)).withMessageContaining("is no listening TCP socket")
				.satisfies((ex) -> assertThat(ex.action()).contains("Accept=no"));
			assertThat(connection.isConnected()).isTrue();
		}
	}

	@Test
	void listenerOfUnixDomainSocketsIsRefused(@TempDir Path directory) throws Exception {
		Path path = directory.resolve("socket");
		try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
			server.bind(UnixDomainSocketAddress.of(path)).configureBlocking(false);
			assertRefused(OpenDescriptors.ofUnixDomainSocket(path)).withMessageContaining("is no listening TCP socket");
			assertThat(server.isOpen()).isTrue();
		}
	}

	@Test
	void eventLoopsOfAnotherTransportAreRefused() throws Exception {
		EventLoopGroup nio = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
		try (ServerSocketChannel server = listen()) {
			server.configureBlocking(false);
			InheritedListener listener = InheritedListener.of(List.of(new PassedListener(descriptor(server), "")));
			assertThatExceptionOfType(ListenerException.class).isThrownBy(() -> listener.loops((useNative) -> nio))
				.withMessageContaining("epoll");
		}
		finally {
			nio.shutdownGracefully();
		}
	}

	private static ThrowableAssertAlternative<ListenerException> assertRefused(int descriptor) {
		return assertThatExceptionOfType(ListenerException.class)
			.isThrownBy(() -> InheritedListener.of(List.of(new PassedListener(descriptor, ""))));
	}

	private static ServerSocketChannel listen() throws IOException {
		return ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
	}

	private static int descriptor(ServerSocketChannel server) throws IOException {
		return OpenDescriptors.ofPort(((InetSocketAddress) server.getLocalAddress()).getPort());
	}

}
