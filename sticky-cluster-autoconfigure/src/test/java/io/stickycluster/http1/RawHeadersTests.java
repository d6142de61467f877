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

package io.stickycluster.http1;

import java.nio.charset.StandardCharsets;
import java.util.List;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.AsciiString;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link RawHeaders}.
 */
@NullUnmarked
class RawHeadersTests {

	@Test
	void findsInAnyCase() {
		RawHeaders headers = headers("Host: a\r\nX-One: 1\r\nx-one:2\r\nEmpty: \r\n");
		assertThat(headers.get("host")).isEqualTo("a");
		assertThat(headers.get(AsciiString.of("X-ONE"))).isEqualTo("1");
		assertThat(headers.getAll("x-One")).containsExactly("1", "2");
		assertThat(headers.get("empty")).isEmpty();
		assertThat(headers.contains("hosts")).isFalse();
		assertThat(headers.contains("hast")).isFalse();
		assertThat(headers.contains("")).isFalse();
		assertThat(headers.get("x-two")).isNull();
		assertThat(headers.getInt("x-one")).isEqualTo(1);
		assertThat(headers.getInt("host", 7)).isEqualTo(7);
		assertThat(headers.size()).isEqualTo(4);
		assertThat(headers.names()).containsExactlyInAnyOrder("Host", "X-One", "Empty");
	}

	@Test
	void findsValueInList() {
		RawHeaders headers = headers("Connection: keep-alive, Upgrade\r\nConnection: x\r\n");
		assertThat(headers.containsValue("connection", "upgrade", true)).isTrue();
		assertThat(headers.containsValue("connection", "X", true)).isTrue();
		assertThat(headers.containsValue("connection", "close", true)).isFalse();
		assertThat(headers.containsValue("upgrade", "close", true)).isFalse();
	}

	@Test
	void writesWhatIsLeftAsItCame() {
		RawHeaders headers = headers("A:1\r\nB:  2 \r\nC: 3\r\nb: 4\r\nD: 5\r\n");
		headers.remove("B");
		assertThat(written(headers)).isEqualTo("A:1\r\nC: 3\r\nD: 5\r\n\r\n");
		headers.remove("d");
		headers.set("C", 6).add("E", AsciiString.of("7")).add("E", "8");
		assertThat(written(headers)).isEqualTo("A:1\r\nC: 6\r\nE: 7\r\nE: 8\r\n\r\n");
		headers.remove("e").remove("a");
		assertThat(headers.entries()).extracting(Object::toString).containsExactly("C=6");
		headers.set("c", List.of("9", "10"));
		assertThat(headers.getAll("C")).containsExactly("9", "10");
		headers.clear();
		assertThat(written(headers)).isEqualTo("\r\n");
		assertThat(headers.isEmpty()).isTrue();
	}

	@Test
	void blockTakesThePlaceOfWhatHasItsNames() {
		FieldBlock block = FieldBlock.of("b", "2", AsciiString.of("c"), AsciiString.of("3"));
		RawHeaders headers = headers("A: 1\r\nB: x\r\nC: y\r\nc: z\r\n");
		headers.add("b", "w").add("D", "4");
		block.setIn(headers);
		assertThat(written(headers)).isEqualTo("A: 1\r\nb: 2\r\nc: 3\r\nD: 4\r\n\r\n");
		assertThat(headers.contains("e")).isFalse();
		assertThat(headers.get("B")).isEqualTo("2");
		assertThat(headers.size()).isEqualTo(4);
		assertThat(written(headers)).isEqualTo("A: 1\r\nb: 2\r\nc: 3\r\nD: 4\r\n\r\n");
		headers.set("c", "5");
		assertThat(written(headers)).isEqualTo("A: 1\r\nb: 2\r\nD: 4\r\nc: 5\r\n\r\n");
		block.setIn(headers);
		assertThat(headers.entries()).extracting(Object::toString).containsExactly("A=1", "b=2", "c=3", "D=4");
		HttpHeaders others = new DefaultHttpHeaders().add("B", "x");
		block.setIn(others);
		assertThat(others.entries()).extracting(Object::toString).containsExactly("b=2", "c=3");
		assertThatIllegalArgumentException().isThrownBy(() -> FieldBlock.of("a", "b\r\nc: d"));
	}

	@Test
	void removesReceivedByCondition() {
		RawHeaders headers = headers("X-Forwarded-For: 1\r\nHost: a\r\nx-other: 2\r\n");
		headers.removeReceived("x", (name) -> name.toString().equals("X-Forwarded-For"));
		assertThat(headers.names()).containsExactly("Host", "x-other");
	}

	@Test
	void copiesIntoOtherHeaders() {
		RawHeaders headers = headers("A: 1\r\nB: \u00e4\r\nB: 3\r\n");
		headers.remove("A").add("C", "4");
		HttpHeaders copy = new DefaultHttpHeaders().add(headers);
		assertThat(copy.entries()).extracting(Object::toString).containsExactly("B=\u00e4", "B=3", "C=4");
	}

	@Test
	void refusesToAddWhatWouldNotBeOneField() {
		RawHeaders headers = headers("A: 1\r\n");
		for (String value : List.of("a\r\nb", "a\nb", "\u0000", "\u560a".replace('\u560a', '\n'))) {
			assertThatIllegalArgumentException().isThrownBy(() -> headers.set("B", value));
		}
		assertThatIllegalArgumentException().isThrownBy(() -> headers.add("B:", "1"));
		headers.set("B", "\u560a");
		assertThat(written(headers)).isEqualTo("A: 1\r\nB: ?\r\n\r\n");
	}

	private static RawHeaders headers(String fields) {
		HeadParser parser = HeadParser.ofTrailers(new HeadLimits(100, 1000, 0));
		try {
			assertThat(parser.parse(Unpooled.copiedBuffer(fields + "\r\n", StandardCharsets.ISO_8859_1))).isTrue();
		}
		catch (MalformedMessageException ex) {
			throw new IllegalStateException(ex);
		}
		return parser.takeHeaders();
	}

	private static String written(HttpHeaders headers) {
		ByteBuf out = Unpooled.buffer();
		FieldWriter.writeAll(headers, out);
		return out.toString(StandardCharsets.ISO_8859_1);
	}

}
