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

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import io.stickycluster.instance.ClusterIdentity;
import io.stickycluster.launch.process.InstanceMain;
import io.stickycluster.link.Link;
import io.stickycluster.link.LinkListener;
import io.stickycluster.link.LinkMessage;
import io.stickycluster.link.LinkServer;
import io.stickycluster.link.LinkToken;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link EndOfSupervisor} in JVMs that no guardian ends.
 */
@DisabledOnOs(OS.WINDOWS)
class EndOfSupervisorTests {

	private static final Duration SOON = Duration.ofSeconds(30);

	private final String token = LinkToken.generate();

	private final AtomicBoolean ready = new AtomicBoolean();

	@TempDir
	Path directory;

	private Process instance;

	@AfterEach
	void end() {
		this.instance.descendants().forEach(ProcessHandle::destroyForcibly);
		this.instance.destroyForcibly();
	}

	@Test
	void instanceWithoutASupervisorEndsAtOnce() throws Exception {
		start("unix:" + this.directory.resolve("nothing"), "serving");
		assertThat(this.instance.inputReader().readLine()).contains("cannot reach its supervisor");
		assertThat(awaitExit()).isEqualTo(Link.LOST_EXIT_CODE);
	}

	@Test
	void instanceEndsGracefullyIfItCan() throws Exception {
		try (LinkServer server = serve()) {
			start(server.address(), "serving");
			Awaitility.await().atMost(SOON).untilTrue(this.ready);
		}
		assertThat(awaitExit()).isEqualTo(Link.LOST_EXIT_CODE);
		assertThat(output()).contains("shutdown hook").anyMatch((line) -> line.contains("The supervisor is gone"));
	}

	@Test
	void instanceThatHangsIsHaltedWithItsStubbornChildren() throws Exception {
		List<ProcessHandle> children;
		try (LinkServer server = serve()) {
			start(server.address(), "parent");
			Awaitility.await().atMost(SOON).until(() -> this.instance.descendants().findAny().isPresent());
			children = this.instance.descendants().toList();
		}
		assertThat(awaitExit()).isEqualTo(Link.LOST_EXIT_CODE);
		assertThat(output()).contains("shutdown hook");
		Awaitility.await().atMost(SOON).until(() -> children.stream().noneMatch(ProcessHandle::isAlive));
	}

	private LinkServer serve() throws IOException {
		LinkServer server = LinkServer.open(this.directory, 16);
		server.expect(this.token, "test", new LinkMessage.Welcome(new ClusterIdentity(0, 1, 1, true), "127.0.0.1", 0,
				"", Map.of(), Map.of(), Duration.ofSeconds(1)), new LinkListener() {

					@Override
					public void received(LinkMessage message) {
						EndOfSupervisorTests.this.ready.compareAndSet(false, message instanceof LinkMessage.Ready);
					}

					@Override
					public void closed(String reason) {
					}

				});
		return server;
	}

	private void start(String address, String behaviour) throws IOException {
		ProcessBuilder builder = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
				"-cp", System.getProperty("java.class.path"), InstanceMain.class.getName(), behaviour);
		builder.environment().putAll(Map.of("STICKY_INSTANCE_LINK", address, "STICKY_INSTANCE_TOKEN", this.token));
		this.instance = builder.redirectErrorStream(true).start();
	}

	private int awaitExit() throws InterruptedException {
		assertThat(this.instance.waitFor(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
		return this.instance.exitValue();
	}

	private List<String> output() throws IOException {
		try (BufferedReader reader = this.instance.inputReader()) {
			return reader.lines().toList();
		}
	}

}
