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
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ServiceNotifier} and {@link Watchdog}.
 */
@ExtendWith(OutputCaptureExtension.class)
class ServiceNotifierTests {

	private final FakeSocket socket = new FakeSocket();

	private final ServiceNotifier notifier = new ServiceNotifier(this.socket);

	@Test
	void messagesGoOneByOne() {
		this.notifier.status("0 of 2 instances up");
		this.socket.complete();
		this.notifier.ready();
		this.socket.complete();
		this.notifier.stopping();
		assertThat(this.socket.messages).containsExactly("STATUS=0 of 2 instances up", "READY=1", "STOPPING=1");
	}

	@Test
	void whatIsToldWhileAMessageIsOnItsWayGoesTogether() {
		this.notifier.status("0 of 2 instances up");
		this.notifier.status("1 of 2 instances up");
		this.notifier.status("2 of 2 instances up");
		this.notifier.ready();
		assertThat(this.socket.messages).containsExactly("STATUS=0 of 2 instances up");
		this.socket.complete();
		assertThat(this.socket.messages).last().isEqualTo("STATUS=2 of 2 instances up\nREADY=1");
		this.socket.complete();
		assertThat(this.socket.messages).hasSize(2);
	}

	@Test
	void sameStatusIsNotToldAgain() {
		this.notifier.status("2 of 2 instances up");
		this.socket.complete();
		this.notifier.status("2 of 2 instances up");
		assertThat(this.socket.messages).hasSize(1);
	}

	@Test
	void failureIsLoggedOnceAndTheNextMessageIsTried(CapturedOutput output) {
		this.notifier.ready();
		this.socket.fail();
		this.notifier.status("1 of 2 instances up");
		this.socket.fail();
		this.notifier.stopping();
		assertThat(this.socket.messages).containsExactly("READY=1", "STATUS=1 of 2 instances up", "STOPPING=1");
		assertThat(output.toString()).containsOnlyOnce("could not be told of the cluster's state");
	}

	@Test
	void nothingIsToldAfterTheEnd(CapturedOutput output) {
		this.notifier.ready();
		this.notifier.close();
		this.socket.fail();
		this.notifier.stopping();
		assertThat(this.socket.messages).containsExactly("READY=1");
		assertThat(this.socket.closed).isTrue();
		assertThat(output.toString()).doesNotContain("could not be told");
	}

	@Test
	void signOfLifeComesTwiceInTheTimeAndOnlyFromAServiceThatAnswers() {
		List<CompletableFuture<Void>> asked = new ArrayList<>();
		this.notifier.watch(Duration.ofSeconds(30), () -> {
			asked.add(new CompletableFuture<>());
			return asked.get(asked.size() - 1);
		});
		assertThat(this.socket.intervalMicros).isEqualTo(15_000_000);
		this.socket.task.run();
		assertThat(this.socket.messages).isEmpty();
		asked.get(0).complete(null);
		this.socket.complete();
		assertThat(this.socket.messages).containsExactly("WATCHDOG=1");
		this.socket.task.run();
		this.socket.task.run();
		this.socket.task.run();
		assertThat(asked).as("questions to a service that hangs").hasSize(2);
		asked.get(1).completeExceptionally(new IllegalStateException("Stopped"));
		assertThat(this.socket.messages).hasSize(1);
		this.socket.task.run();
		asked.get(2).complete(null);
		assertThat(this.socket.messages).containsExactly("WATCHDOG=1", "WATCHDOG=1");
	}

	@Test
	void serviceManagerThatCannotBeReachedIsNamedInTheLog(CapturedOutput output) {
		assertThat(ServiceNotifier.of(new ServiceEnvironment("vsock:2:1234", Duration.ZERO, List.of()))).isNull();
		assertThat(output.toString()).contains("'vsock:2:1234' in NOTIFY_SOCKET is no address of a Unix-domain socket");
		assertThat(ServiceNotifier.of(new ServiceEnvironment(null, Duration.ZERO, List.of()))).isNull();
	}

	private static final class FakeSocket implements NotifySocket {

		private final List<String> messages = new ArrayList<>();

		private CompletableFuture<Void> sent = new CompletableFuture<>();

		private Runnable task = () -> {
		};

		private long intervalMicros;

		private boolean closed;

		@Override
		public CompletionStage<Void> send(String message) {
			this.messages.add(message);
			this.sent = new CompletableFuture<>();
			return this.sent;
		}

		@Override
		public void repeat(Runnable task, long intervalMicros) {
			this.task = task;
			this.intervalMicros = intervalMicros;
		}

		@Override
		public void close() {
			this.closed = true;
		}

		private void complete() {
			this.sent.complete(null);
		}

		private void fail() {
			this.sent.completeExceptionally(new IOException("Connection refused"));
		}

	}

}
