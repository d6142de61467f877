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

package io.stickycluster.autoconfigure;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import ch.qos.logback.classic.LoggerContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;

import io.stickycluster.instance.ClusterIdentity;
import io.stickycluster.launch.InstanceSockets;
import io.stickycluster.launch.LaunchRequest;
import io.stickycluster.launch.context.ApplicationEntryPoint;
import io.stickycluster.launch.context.ContextInstanceLauncher;
import io.stickycluster.logs.InstanceLogs;
import io.stickycluster.logs.LogSettings;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ContextLogCapture}, with a logging system of its own.
 */
class ContextLogCaptureTests {

	private final LoggerContext loggerContext = new LoggerContext();

	private final Logger logger = this.loggerContext.getLogger("com.example.App");

	private final InstanceLogs logs = new InstanceLogs(new LogSettings(StandardCharsets.UTF_8, 100, 100_000, null));

	private final ContextLogCapture capture = new ContextLogCapture(this.loggerContext, this.logs);

	@AfterEach
	void close() {
		this.capture.detach();
		this.loggerContext.stop();
		this.logs.close();
	}

	@Test
	void threadsOfAnInstanceAndTheirChildrenWriteToItsLog() throws Exception {
		this.capture.attach();
		this.logger.info("of nobody");
		runIn(2, () -> {
			this.logger.warn("from {}", "main");
			Thread child = new Thread(new ThreadGroup("pool"), () -> this.logger.info("child"), "pool-1");
			child.start();
			child.join();
		});
		runIn(0, () -> this.logger.error("other"));
		assertThat(this.logs.of(2).last(10)).hasSize(2)
			.first()
			.asString()
			.matches("WARN  \\[instance-2-1] com.example.App {26}: from main");
		assertThat(this.logs.of(2).last(1)).first().asString().startsWith("INFO  [pool-1]").endsWith(": child");
		assertThat(this.logs.of(0).last(10)).singleElement().asString().endsWith(": other");
		assertThat(this.logs.find(1)).isEmpty();
	}

	@Test
	void eachLineOfAStackTraceIsALine() throws Exception {
		this.capture.attach();
		runIn(1, () -> this.logger.error("failed", new IllegalStateException("no database")));
		assertThat(this.logs.of(1).last(100)).hasSizeGreaterThan(3)
			.contains("java.lang.IllegalStateException: no database")
			.filteredOn((line) -> line.startsWith("\tat "))
			.isNotEmpty();
	}

	@Test
	void resetOfTheLoggingSystemIsSurvived() throws Exception {
		this.capture.attach();
		runIn(1, () -> this.logger.info("before"));
		this.loggerContext.reset();
		runIn(1, () -> this.logger.info("after"));
		assertThat(this.logs.of(1).last(10)).hasSize(2).last().asString().endsWith(": after");
	}

	@Test
	void nothingIsTakenAfterDetach() throws Exception {
		this.capture.attach();
		this.capture.detach();
		runIn(1, () -> this.logger.info("x"));
		this.loggerContext.reset();
		runIn(1, () -> this.logger.info("x"));
		assertThat(this.logs.find(1)).isEmpty();
	}

	private static void runIn(int index, ApplicationEntryPoint entryPoint) {
		try (ContextInstanceLauncher launcher = new ContextInstanceLauncher(entryPoint,
				InetAddress.getLoopbackAddress(), Map.of(), InstanceSockets.none(), (ignored) -> Map.of(), Map.of())) {
			LaunchRequest request = new LaunchRequest(new ClusterIdentity(index, 1, 3, false), 0);
			assertThat(launcher.launch(request).whenExited()).succeedsWithin(10, TimeUnit.SECONDS);
		}
	}

}
