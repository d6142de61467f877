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

package io.stickycluster.sample.chat.socketio;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.mockito.BDDMockito;
import org.mockito.Mockito;
import org.springframework.web.socket.BinaryMessage;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.TextMessage;
import org.springframework.web.socket.WebSocketSession;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link WebSocketConnection}.
 */
class WebSocketConnectionTests {

	private static final int MAX_PAYLOAD = 10;

	private final WebSocketSession session = Mockito.mock();

	private final WebSocketConnection connection = new WebSocketConnection(this.session, Map.of(), MAX_PAYLOAD);

	private final List<Object> received = new ArrayList<>();

	WebSocketConnectionTests() {
		BDDMockito.given(this.session.isOpen()).willReturn(true);
		this.connection.on("message", (args) -> this.received.add(args[0]));
	}

	@Test
	void receiveJoinsTheParts() {
		this.connection.receive(new TextMessage("4he", false));
		this.connection.receive(new TextMessage("llo", true));
		this.connection.receive(new BinaryMessage(ByteBuffer.wrap(new byte[] { 1 }), false));
		this.connection.receive(new BinaryMessage(ByteBuffer.wrap(new byte[] { 2 }), true));
		assertThat(this.received).hasSize(2);
		assertThat(this.received.get(0)).isEqualTo("4hello");
		assertThat((byte[]) this.received.get(1)).containsExactly(1, 2);
	}

	@Test
	void receiveWhenPartsTogetherAreTooLargeCloses() throws Exception {
		this.connection.receive(new TextMessage("4".repeat(MAX_PAYLOAD), false));
		this.connection.receive(new TextMessage("4", true));
		assertThat(this.received).isEmpty();
		Mockito.verify(this.session).close(CloseStatus.TOO_BIG_TO_PROCESS);
	}

	@Test
	void receiveWhenMalformedCloses() throws Exception {
		this.connection.receive(new TextMessage("nonsense", true));
		assertThat(this.received).isEmpty();
		Mockito.verify(this.session).close(CloseStatus.PROTOCOL_ERROR);
	}

	@Test
	void writeFromASecondThreadWaitsForTheFirst() throws Exception {
		CountDownLatch first = new CountDownLatch(1);
		CountDownLatch release = new CountDownLatch(1);
		List<String> sent = new ArrayList<>();
		BDDMockito.willAnswer((call) -> {
			first.countDown();
			assertThat(release.await(10, TimeUnit.SECONDS)).isTrue();
			sent.add(((TextMessage) call.getArgument(0)).getPayload());
			return null;
		}).given(this.session).sendMessage(BDDMockito.any());
		CompletableFuture<Void> writing = CompletableFuture.runAsync(() -> this.connection.write("4a"));
		assertThat(first.await(10, TimeUnit.SECONDS)).isTrue();
		this.connection.write("4b");
		Mockito.verify(this.session, Mockito.times(1)).sendMessage(BDDMockito.any());
		release.countDown();
		writing.get(10, TimeUnit.SECONDS);
		assertThat(sent).containsExactly("4a", "4b");
	}

	@Test
	void writeWhenItFailsClosesAndThrowsNothing() throws Exception {
		BDDMockito.willThrow(new IllegalStateException("gone")).given(this.session).sendMessage(BDDMockito.any());
		this.connection.write("4a");
		Mockito.verify(this.session).close(CloseStatus.SESSION_NOT_RELIABLE);
	}

}
