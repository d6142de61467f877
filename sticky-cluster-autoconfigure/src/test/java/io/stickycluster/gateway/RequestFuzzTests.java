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

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

import io.stickycluster.gateway.ReferenceParser.Message;
import io.stickycluster.http1.MalformedMessageException;
import io.stickycluster.http1.MessageWriter;
import io.stickycluster.http1.RequestDecoder;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What is decoded and written again is read by a strict parser of another make as what
 * that one has read in the bytes themselves: nobody behind the gateway can see another
 * request than the gateway has seen.
 */
@NullUnmarked
class RequestFuzzTests {

	private static final int INPUTS = 100_000;

	private static final Set<Integer> STATUSES = Set.of(400, 405, 414, 431, 501, 505);

	@Test
	void whatIsForwardedIsWhatWasReceived() throws Exception {
		Mutations mutations = new Mutations(20261122);
		int forwarded = 0;
		int refused = 0;
		for (int i = 0; i < INPUTS; i++) {
			String bytes = mutations.next();
			Relay relay = new Relay();
			relay.receive(bytes, mutations.nextInt(bytes.length() + 1));
			assertThat(relay.leaked).isFalse();
			List<String> sent = parse(relay.sent.toString(StandardCharsets.ISO_8859_1), relay.complete);
			List<String> reference = parse(bytes, relay.complete);
			if (!sent.equals(reference)) {
				assertThat(sent).as(bytes).isEqualTo(reference);
			}
			forwarded += relay.complete;
			refused += relay.refused ? 1 : 0;

		}
		assertThat(forwarded).isGreaterThan(INPUTS / 2);
		assertThat(refused).isGreaterThan(INPUTS / 4);
	}

	private static List<String> parse(String bytes, int count) throws IOException {
		ReferenceParser parser = new ReferenceParser(
				new ByteArrayInputStream(bytes.getBytes(StandardCharsets.ISO_8859_1)));
		List<String> requests = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			requests.add(comparable(parser.request()));
		}
		return requests;
	}

	/**
	 * Return a request as an origin server would take it: the authority of an absolute
	 * target is the host, and trailers that nobody may send mean nothing.
	 */
	private static String comparable(Message request) {
		String[] line = request.line().split(" ");
		List<String> fields = new ArrayList<>(request.fields());
		String target = line[1];
		int authority = target.startsWith("/") ? -1 : target.indexOf("//");
		if (authority != -1) {
			String rest = target.substring(authority + 2);
			int end = rest.replace('?', '/').indexOf('/');
			fields.removeIf((field) -> field.startsWith("host: "));
			fields.add("host: " + ((end != -1) ? rest.substring(0, end) : rest));
			target = (end == -1) ? "" : rest.substring(end);
			target = (target.isEmpty() && line[0].equals("OPTIONS")) ? "*"
					: (target.startsWith("/") ? "" : "/") + target;
		}
		fields.sort(null);
		String version = line[2].equals("HTTP/1.0") ? line[2] : "HTTP/1.1";
		List<String> trailers = request.trailers().stream().filter((field) -> field.startsWith("x-sum:")).toList();
		return line[0] + " " + target + " " + version + fields + request.body() + trailers;
	}

	/**
	 * The decoder and the writer, back to back.
	 */
	private static final class Relay {

		private final ByteArrayOutputStream sent = new ByteArrayOutputStream();

		private final RequestDecoder decoder = new RequestDecoder(8192, 8192);

		private final MessageWriter writer = new MessageWriter(UnpooledByteBufAllocator.DEFAULT, (bytes) -> {
			byte[] copy = new byte[bytes.readableBytes()];
			bytes.readBytes(copy);
			this.sent.writeBytes(copy);
			bytes.release();
		});

		private int complete;

		private boolean refused;

		private boolean leaked;

		void receive(String bytes, int split) {
			try {
				receive(bytes.substring(0, split));
				receive(bytes.substring(split));
			}
			catch (MalformedMessageException ex) {
				this.refused = STATUSES.contains(ex.status().code());
			}
			this.writer.drain();
		}

		private void receive(String bytes) throws MalformedMessageException {
			ByteBuf in = Unpooled.buffer().writeBytes(bytes.getBytes(StandardCharsets.ISO_8859_1));
			try {
				HttpObject next = this.decoder.next(in);
				while (next != null) {
					if (next instanceof HttpRequest request) {
						this.writer.request(request);
					}
					else if (next instanceof HttpContent content) {
						this.writer.content(content);
						this.complete += this.decoder.isBetweenRequests() ? 1 : 0;
					}
					next = this.decoder.next(in);
				}
			}
			finally {
				this.leaked |= !in.release();
			}
		}

	}

}
