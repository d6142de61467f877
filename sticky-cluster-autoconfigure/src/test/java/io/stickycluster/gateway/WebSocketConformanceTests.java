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
package io.stickycluster.gateway;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.netty.http.server.WebsocketServerSpec;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a server answers to the frames of a client, good and bad ones, directly and
 * through the {@link Gateway}: the cases are those of the Autobahn test suite's sections
 * 1 to 7, 9 and 10, and the answers have to be the same.
 */
@NullUnmarked
class WebSocketConformanceTests {

	private static final int TEXT = 1;

	private static final int BINARY = 2;

	private static final int CLOSE = 8;

	private static final int PING = 9;

	private static final int PONG = 10;

	private static final int FIN = 0x80;

	private static final int MAX_FRAME = 4 * 1024 * 1024;

	private static final byte[] MARK = "the end".getBytes(StandardCharsets.US_ASCII);

	private static GatewayFixture fixture;

	private static int direct;

	private static int gateway;

	@BeforeAll
	static void start() {
		fixture = new GatewayFixture();
		WebsocketServerSpec spec = WebsocketServerSpec.builder().maxFramePayloadLength(MAX_FRAME).build();
		direct = fixture
			.instance((routes) -> routes.ws("/echo",
					(in, out) -> out
						.sendObject(in.aggregateFrames(MAX_FRAME).receiveFrames().map((frame) -> frame.retain())),
					spec));
		fixture.cluster(direct);
		gateway = fixture.start();
	}

	@AfterAll
	static void close() throws Exception {
		fixture.close();
	}

	static Stream<Arguments> cases() {
		List<Arguments> cases = new ArrayList<>();
		for (int size : new int[] { 0, 1, 125, 126, 127, 128, 65535, 65536, 1_000_000 }) {
			add(cases, "1 text of " + size, frame(FIN | TEXT, bytes(size)));
			add(cases, "1 binary of " + size, frame(FIN | BINARY, bytes(size)));
		}
		for (int size : new int[] { 0, 1, 125, 126 }) {
			add(cases, "2 ping of " + size, frame(FIN | PING, bytes(size)));
		}
		add(cases, "2 pong that nobody asked for", frame(FIN | PONG, bytes(3)), frame(FIN | TEXT, bytes(3)));
		add(cases, "2 ten pings", repeat(10, frame(FIN | PING, bytes(10))));
		for (int reserved = 1; reserved < 8; reserved++) {
			add(cases, "3 reserved bits " + reserved, frame(FIN | TEXT, bytes(3)),
					frame(FIN | (reserved << 4) | TEXT, bytes(3)), frame(FIN | PING, new byte[0]));
		}
		for (int code : new int[] { 3, 4, 5, 6, 7, 11, 12, 13, 14, 15 }) {
			add(cases, "4 operation code " + code, frame(FIN | code, bytes(2)), frame(FIN | PING, new byte[0]));
		}
		fragments(cases);
		text(cases);
		closing(cases);
		add(cases, "8 frame that is not masked", new byte[] { (byte) (FIN | TEXT), 1, 'a' });
		add(cases, "9 message of a million bytes in many fragments", fragmented(1_000_000, 10_000));
		add(cases, "9 many messages at once", repeat(500, frame(FIN | BINARY, bytes(100))));
		add(cases, "10 message of 65536 in fragments of 1300", fragmented(65536, 1300));
		add(cases, "length in more bytes than it needs",
				new byte[] { (byte) (FIN | TEXT), (byte) 0xfe, 0, 1, 0, 0, 0, 0, 'a' });
		add(cases, "length with the highest bit",
				new byte[] { (byte) (FIN | BINARY), (byte) 0xff, (byte) 0x80, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 'a' });
		add(cases, "frame that is too large",
				new byte[] { (byte) (FIN | BINARY), (byte) 0xff, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0 });
		return cases.stream();
	}

	private static void fragments(List<Arguments> cases) {
		add(cases, "5 two fragments", frame(TEXT, bytes(3)), frame(FIN, bytes(3)));
		add(cases, "5 ping in fragments", frame(PING, bytes(1)), frame(FIN, bytes(1)));
		add(cases, "5 ping between fragments", frame(TEXT, bytes(3)), frame(FIN | PING, bytes(2)),
				frame(FIN, bytes(3)));
		add(cases, "5 continuation of nothing", frame(FIN, bytes(3)), frame(FIN | TEXT, bytes(3)));
		add(cases, "5 fragment that continues nothing", frame(0, bytes(3)), frame(FIN | TEXT, bytes(3)));
		add(cases, "5 message within a message", frame(TEXT, bytes(3)), frame(FIN | TEXT, bytes(3)));
		add(cases, "5 empty fragments", frame(TEXT, bytes(0)), frame(0, bytes(0)), frame(FIN, bytes(0)));
	}

	private static void text(List<Arguments> cases) {
		add(cases, "6 text in many languages",
				frame(FIN | TEXT, "Hello-µ@ßöäüàá-UTF-8!! κόσμε 日本 🙂".getBytes(StandardCharsets.UTF_8)));
		byte[] smile = "🙂".getBytes(StandardCharsets.UTF_8);
		add(cases, "6 character in two fragments", frame(TEXT, Arrays.copyOf(smile, 2)),
				frame(FIN, Arrays.copyOfRange(smile, 2, 4)));
		for (byte[] bad : List.of(
				new byte[] { (byte) 0xce, (byte) 0xba, (byte) 0xe1, (byte) 0xbd, (byte) 0xb9, (byte) 0xed, (byte) 0xa0,
						(byte) 0x80 },
				new byte[] { (byte) 0xff }, new byte[] { (byte) 0xc0, (byte) 0xaf },
				new byte[] { (byte) 0xf4, (byte) 0x90, (byte) 0x80, (byte) 0x80 }, Arrays.copyOf(smile, 3))) {
			add(cases, "6 text that is no UTF-8, of " + bad.length, frame(FIN | TEXT, bad));
		}
	}

	private static void closing(List<Arguments> cases) {
		add(cases, "7 close without a code", frame(FIN | CLOSE, new byte[0]));
		add(cases, "7 close with half a code", frame(FIN | CLOSE, new byte[] { 3 }));
		add(cases, "7 message after a close", closeFrame(1000, ""), frame(FIN | TEXT, bytes(3)));
		add(cases, "7 ping after a close", closeFrame(1000, ""), frame(FIN | PING, bytes(3)));
		add(cases, "7 two closes", closeFrame(1000, ""), closeFrame(1000, ""));
		add(cases, "7 close with the longest reason", closeFrame(1000, "*".repeat(123)));
		add(cases, "7 close with a reason that is too long", closeFrame(1000, "*".repeat(124)));
		add(cases, "7 close with a reason that is no UTF-8",
				frame(FIN | CLOSE, new byte[] { 3, (byte) 0xe8, (byte) 0xff, (byte) 0xfe }));
		for (int code : new int[] { 1000, 1001, 1003, 1007, 1011, 3000, 3999, 4000, 4999, 0, 999, 1004, 1005, 1006,
				1016, 1100, 2000, 2999, 5000, 65535 }) {
			add(cases, "7 close code " + code, closeFrame(code, "bye"));
		}
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("cases")
	void answersAreTheSame(String name, byte[] frames) throws Exception {
		List<String> expected = answers(direct, frames, Integer.MAX_VALUE);
		assertThat(expected).isNotEmpty();
		assertThat(answers(gateway, frames, Integer.MAX_VALUE)).isEqualTo(expected);
		// and however the bytes come
		assertThat(answers(gateway, frames, (frames.length > 10_000) ? 997 : 1)).isEqualTo(expected);
	}

	/**
	 * Send frames and then a ping, and read until its pong or the end. Messages and other
	 * answers may overtake one another, so they are told apart.
	 */
	private static List<String> answers(int port, byte[] frames, int part) throws IOException {
		try (RawClient client = new RawClient(port)) {
			client.get("/echo", "Connection: Upgrade", "Upgrade: websocket", "Sec-WebSocket-Version: 13",
					"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==");
			assertThat(client.read().code()).isEqualTo(101);
			try {
				for (int from = 0; from < frames.length; from += Math.min(part, frames.length - from)) {
					client.send(Arrays.copyOfRange(frames, from, from + Math.min(part, frames.length - from)));
				}
				client.send(frame(FIN | PING, MARK));
			}
			catch (IOException ex) {
				// the server may have closed by now
			}
			return read(client.in());
		}
	}

	private static List<String> read(InputStream in) throws IOException {
		List<String> messages = new ArrayList<>();
		List<String> others = new ArrayList<>();
		try {
			boolean marked = false;
			while (!marked) {
				int first = in.read();
				if (first == -1) {
					break;
				}
				byte[] payload = payload(in);
				boolean control = (first & 0x08) != 0;
				marked |= (first & 0x0f) == PONG && Arrays.equals(payload, MARK);
				(control ? others : messages).add(Integer.toHexString(first) + " " + Arrays.hashCode(payload) + " "
						+ ((payload.length < 200) ? new String(payload, StandardCharsets.ISO_8859_1) : payload.length));
			}
		}
		catch (IOException ex) {
			// a reset is an end, too
		}
		messages.addAll(others);
		messages.add("end");
		return messages;
	}

	private static byte[] payload(InputStream in) throws IOException {
		int length = in.read();
		int bytes = (length == 126) ? 2 : (length == 127) ? 8 : 0;
		if (bytes > 0) {
			length = 0;
			for (byte part : in.readNBytes(bytes)) {
				length = length << 8 | (part & 0xff);
			}
		}
		return in.readNBytes(length);
	}

	private static void add(List<Arguments> cases, String name, byte[]... frames) {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		for (byte[] frame : frames) {
			bytes.writeBytes(frame);
		}
		cases.add(Arguments.of(name, bytes.toByteArray()));
	}

	private static byte[] bytes(int size) {
		byte[] bytes = new byte[size];
		Random random = new Random(size);
		for (int i = 0; i < size; i++) {
			bytes[i] = (byte) ('a' + random.nextInt(26));
		}
		return bytes;
	}

	private static byte[] closeFrame(int code, String reason) {
		ByteArrayOutputStream payload = new ByteArrayOutputStream();
		payload.write(code >>> 8);
		payload.write(code);
		payload.writeBytes(reason.getBytes(StandardCharsets.UTF_8));
		return frame(FIN | CLOSE, payload.toByteArray());
	}

	private static byte[] fragmented(int size, int fragment) {
		ByteArrayOutputStream frames = new ByteArrayOutputStream();
		byte[] message = bytes(size);
		for (int from = 0; from < size; from += fragment) {
			int to = Math.min(size, from + fragment);
			frames.writeBytes(frame(((from == 0) ? BINARY : 0) | ((to == size) ? FIN : 0),
					Arrays.copyOfRange(message, from, to)));
		}
		return frames.toByteArray();
	}

	private static byte[] repeat(int times, byte[] frame) {
		ByteArrayOutputStream frames = new ByteArrayOutputStream();
		for (int i = 0; i < times; i++) {
			frames.writeBytes(frame);
		}
		return frames.toByteArray();
	}

	private static byte[] frame(int first, byte[] payload) {
		ByteArrayOutputStream frame = new ByteArrayOutputStream();
		frame.write(first);
		int bytes = (payload.length < 126) ? 0 : (payload.length < 65536) ? 2 : 8;
		frame.write(0x80 | ((bytes == 0) ? payload.length : (bytes == 2) ? 126 : 127));
		for (int i = bytes - 1; i >= 0; i--) {
			frame.write((int) ((long) payload.length >>> (8 * i)));
		}
		byte[] mask = { 1, 2, 3, 4 };
		frame.writeBytes(mask);
		for (int i = 0; i < payload.length; i++) {
			frame.write(payload[i] ^ mask[i % 4]);
		}
		return frame.toByteArray();
	}

}
