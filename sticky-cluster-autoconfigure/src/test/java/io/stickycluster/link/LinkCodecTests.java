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

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.stickycluster.instance.ClusterIdentity;
import io.stickycluster.instance.FailureKind;
import io.stickycluster.instance.InstanceVitals;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link LinkCodec}.
 */
class LinkCodecTests {

	private static final ClusterIdentity IDENTITY = new ClusterIdentity(2, 7, 4, true);

	static Stream<LinkMessage> messages() {
		return Stream.of(new LinkMessage.Hello(1, "secret", 42),
				new LinkMessage.Welcome(IDENTITY, "127.0.0.1", 3133, "/tmp/i2-7", Map.of("socketio", 9094),
						Map.of("a", "b"), Duration.ofMillis(1500)),
				new LinkMessage.Refused("no"), new LinkMessage.Ready(3133, Map.of("socketio", 9094), ""),
				new LinkMessage.Ready(3133, Map.of(), "/tmp/i2-7"),
				new LinkMessage.Failed(FailureKind.PORT_IN_USE, "Port 3133 is taken.\nUse \"another\" 🙂"),
				new LinkMessage.Vitals(new InstanceVitals(Instant.ofEpochSecond(1, 123456789), 1, 2, 3, 4, -1,
						Duration.ofNanos(1234567891), Duration.ofDays(30), 9, 10)),
				new LinkMessage.Stopping("context closed"), new LinkMessage.Identity(IDENTITY),
				new LinkMessage.Stop("reload"));
	}

	@ParameterizedTest
	@MethodSource("messages")
	void messageComesBackAsItWas(LinkMessage message) throws IOException {
		assertThat(read(LinkCodec.encode(message).array())).isEqualTo(message);
	}

	@Test
	void everyMessageButUnknownIsTried() {
		assertThat(messages().map(Object::getClass).distinct())
			.hasSize(LinkMessage.class.getPermittedSubclasses().length - 1);
	}

	@Test
	void typeOfANewerPeerIsUnknown() throws IOException {
		assertThat(read(frame("{\"type\":\"bus\",\"topic\":\"x\",\"data\":{\"a\":[1]}}")))
			.isEqualTo(new LinkMessage.Unknown());
	}

	@Test
	void fieldOfANewerPeerIsIgnored() throws IOException {
		assertThat(read(frame("{\"type\":\"stop\",\"urgency\":{\"level\":3},\"reason\":\"reload\"}")))
			.isEqualTo(new LinkMessage.Stop("reload"));
	}

	@Test
	void welcomeOfAnOlderSupervisorHasNoPackets() throws IOException {
		assertThat(read(frame("""
				{"type":"welcome","version":1,"identity":{"index":0,"generation":1,"clusterSize":1,"leader":true},
				"host":"127.0.0.1","port":1,"socket":"","ports":{},"properties":{},"heartbeat":"PT1S"}""")))
			.isInstanceOfSatisfying(LinkMessage.Welcome.class, (welcome) -> assertThat(welcome.packets()).isFalse());
	}

	@ParameterizedTest
	@ValueSource(strings = { "no json", "null", "[]", "{\"type\":\"stop\"", "{\"type\":\"hello\",\"token\":\"t\"}",
			"{\"type\":\"hello\",\"version\":1,\"pid\":2}", "{\"type\":\"stop\",\"reason\":null}",
			"{\"type\":\"identity\",\"identity\":{\"index\":-1,\"generation\":1,\"clusterSize\":1,\"leader\":true}}",
			"{\"type\":\"failed\",\"kind\":\"NEWER\",\"text\":\"t\"}" })
	void garbageIsRefused(String json) {
		assertThatExceptionOfType(IOException.class).isThrownBy(() -> read(frame(json)))
			.withMessageContaining("the peer sent no");
	}

	@Test
	void garbageIsNotRepeated() {
		assertThatExceptionOfType(IOException.class)
			.isThrownBy(() -> read(frame("{\"type\":\"hello\",\"version\":\"x\",\"token\":\"s3cret\"}")))
			.satisfies((ex) -> assertThat(ex.toString()).doesNotContain("s3cret"));
		assertThat(new LinkMessage.Hello(1, "s3cret", 2).toString()).doesNotContain("s3cret");
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, -1, Integer.MIN_VALUE, LinkCodec.MAX_LENGTH + 1, Integer.MAX_VALUE })
	void impossibleLengthIsRefusedBeforeMemoryIsTaken(int length) {
		byte[] header = ByteBuffer.allocate(4).putInt(length).array();
		assertThatExceptionOfType(IOException.class).isThrownBy(() -> read(header))
			.withMessageContaining(Integer.toUnsignedString(length) + " bytes");
	}

	@Test
	void endBetweenMessagesIsNoError() throws IOException {
		assertThat(read(new byte[0])).isNull();
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 3, 4, 5, 20 })
	void endWithinAMessageIsAnError(int length) {
		byte[] frame = LinkCodec.encode(new LinkMessage.Stop("reload")).array();
		assertThatExceptionOfType(EOFException.class).isThrownBy(() -> read(Arrays.copyOf(frame, length)));
	}

	@Test
	void tooLargeMessageIsNotEncoded() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> LinkCodec.encode(new LinkMessage.Stop("x".repeat(LinkCodec.MAX_LENGTH))))
			.withMessageContaining("Stop");
	}

	private static byte[] frame(String json) {
		byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
		return ByteBuffer.allocate(4 + bytes.length).putInt(bytes.length).put(bytes).array();
	}

	private static LinkMessage read(byte[] bytes) throws IOException {
		return LinkCodec.read(Channels.newChannel(new ByteArrayInputStream(bytes)), LinkCodec.MAX_LENGTH);
	}

}
