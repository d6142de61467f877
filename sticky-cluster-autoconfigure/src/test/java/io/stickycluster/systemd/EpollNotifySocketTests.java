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

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.EpollDomainDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.unix.DomainDatagramPacket;
import io.netty.channel.unix.DomainSocketAddress;
import org.awaitility.Awaitility;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link EpollNotifySocket}.
 */
@NullUnmarked
@EnabledOnOs(OS.LINUX)
class EpollNotifySocketTests {

	private final EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());

	private final BlockingQueue<String> received = new LinkedBlockingQueue<>();

	@TempDir
	private Path directory;

	@AfterEach
	void close() {
		this.group.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
	}

	@Test
	void messageReachesAPath() throws Exception {
		Path path = this.directory.resolve("notify");
		receiveAt(path.toString());
		try (EpollNotifySocket socket = new EpollNotifySocket(path.toString())) {
			socket.send("READY=1\nSTATUS=ünf").toCompletableFuture().get(30, TimeUnit.SECONDS);
			assertThat(this.received.poll(30, TimeUnit.SECONDS)).isEqualTo("READY=1\nSTATUS=ünf");
		}
	}

	@Test
	void messageReachesAnAbstractSocket() throws Exception {
		String name = "sticky-cluster-test-" + UUID.randomUUID();
		receiveAt("\0" + name);
		try (EpollNotifySocket socket = new EpollNotifySocket("@" + name)) {
			socket.send("READY=1").toCompletableFuture().get(30, TimeUnit.SECONDS);
			assertThat(this.received.poll(30, TimeUnit.SECONDS)).isEqualTo("READY=1");
		}
	}

	@Test
	void serviceManagerThatWasStartedAnewGetsTheNextMessage() throws Exception {
		Path path = this.directory.resolve("notify");
		try (EpollNotifySocket socket = new EpollNotifySocket(path.toString())) {
			assertThatExceptionOfType(ExecutionException.class)
				.isThrownBy(() -> socket.send("READY=1").toCompletableFuture().get(30, TimeUnit.SECONDS));
			receiveAt(path.toString());
			socket.send("STATUS=x").toCompletableFuture().get(30, TimeUnit.SECONDS);
			assertThat(this.received.poll(30, TimeUnit.SECONDS)).isEqualTo("STATUS=x");
		}
	}

	@Test
	void taskIsRepeatedUntilTheEnd() throws Exception {
		EpollNotifySocket socket = new EpollNotifySocket("@nobody");
		socket.repeat(() -> this.received.add("tick"), 1000);
		assertThat(this.received.poll(30, TimeUnit.SECONDS)).isEqualTo("tick");
		assertThat(this.received.poll(30, TimeUnit.SECONDS)).isEqualTo("tick");
		socket.close();
		Awaitility.await()
			.untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet()).extracting(Thread::getName)
				.noneMatch((name) -> name.startsWith("sticky-cluster-notify")));
		assertThat(socket.send("READY=1")).isCompletedExceptionally();
	}

	private Channel receiveAt(String path) {
		return new Bootstrap().group(this.group)
			.channel(EpollDomainDatagramChannel.class)
			.handler(new SimpleChannelInboundHandler<DomainDatagramPacket>() {

				@Override
				protected void channelRead0(ChannelHandlerContext ctx, DomainDatagramPacket packet) {
					EpollNotifySocketTests.this.received.add(packet.content().toString(StandardCharsets.UTF_8));
				}

			})
			.bind(new DomainSocketAddress(path))
			.syncUninterruptibly()
			.channel();
	}

}
