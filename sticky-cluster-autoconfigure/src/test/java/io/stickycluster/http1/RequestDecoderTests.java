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

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link RequestDecoder}.
 */
@NullUnmarked
class RequestDecoderTests {

	@Test
	void decodesHead() throws Exception {
		assertThat(
				DecodedRequests.of("GET /a?b=%20|{c} HTTP/1.1\r\nHost: a:80\r\nX-Empty:\r\nx-B: \t b c\u00e4 \r\n\r\n"))
			.containsExactly("GET /a?b=%20|{c} HTTP/1.1|Host=a:80|X-Empty=|x-B=b c\u00e4|");
	}

	@Test
	void decodesPipelinedRequestsWithBodies() throws Exception {
		assertThat(DecodedRequests
			.of("POST /1 HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabcGET /2 HTTP/1.0\r\n\r\n"
					+ "X!x /3 HTTP/1.7\r\nHost: [::1]:8080\r\ntransfer-encoding: Chunked\r\n\r\n"
					+ "3;a=\"b\" ;c\r\nabc\r\n00A \t;x\r\n0123456789\r\n0\r\nX-Sum: 1\r\nHost: evil\r\n\r\n\r\n\r\nHEAD /4 HTTP/1.0\r\n\r\n"))
			.containsExactly("POST /1 HTTP/1.1|Host=a|Content-Length=3|abc", "GET /2 HTTP/1.0|",
					"X!x /3 HTTP/1.1|Host=[::1]:8080|transfer-encoding=Chunked|abc0123456789|X-Sum=1",
					"HEAD /4 HTTP/1.0|");
	}

	static Stream<String> messages() {
		return Stream.of("GET / HTTP/1.1\r\nHost: example.org\r\nAccept: */*\r\n\r\n",
				"\r\n\r\nPOST /p HTTP/1.1\r\nHost: a\r\nContent-Length: 12\r\n\r\n0123456789ab",
				"POST /c HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
						+ "4;x=y\r\nWiki\r\n5\r\npedia\r\n0\r\nA: b\r\nC: d\r\n\r\n"
						+ "OPTIONS * HTTP/1.1\r\nHost: b\r\n\r\n");
	}

	@ParameterizedTest
	@MethodSource("messages")
	void everySplitGivesTheSame(String message) throws Exception {
		List<String> whole = DecodedRequests.of(message);
		assertThat(whole).isNotEmpty();
		for (int first = 0; first <= message.length(); first++) {
			for (int second = first; second <= message.length(); second += 7) {
				assertThat(DecodedRequests.of(message.substring(0, first), message.substring(first, second),
						message.substring(second)))
					.isEqualTo(whole);
			}
		}
		assertThat(DecodedRequests.of(message.split(""))).isEqualTo(whole);
	}

	@Test
	void absoluteTargetReplacesHost() throws Exception {
		assertThat(DecodedRequests.of("GET HTTP://b:81?c HTTP/1.1\r\nHost: a\r\n\r\n"))
			.containsExactly("GET /?c HTTP/1.1|host=b:81|");
		assertThat(DecodedRequests.of("OPTIONS http://b HTTP/1.1\r\nHost: a\r\n\r\n"))
			.containsExactly("OPTIONS * HTTP/1.1|host=b|");
	}

	@ParameterizedTest
	@ValueSource(strings = { "GET  / HTTP/1.1", " GET / HTTP/1.1", "GET / HTTP/1.1 ", "GET /", "GET / http/1.1",
			"GET / HTTP/1.10", "GET / HTTP/1", "GET /\u00e4 HTTP/1.1", "GET /a b HTTP/1.1", "GET\t/ HTTP/1.1",
			"G(T / HTTP/1.1", "GET a HTTP/1.1", "GET * HTTP/1.1", "GET /#a HTTP/1.1", "GET ftp://a/ HTTP/1.1",
			"GET http:///x HTTP/1.1", "GET http://u@a/ HTTP/1.1", "GET /\u0000 HTTP/1.1", "GET /\u007f HTTP/1.1",
			"GET /\rHTTP/1.1", "\r\n\r\n\r\n\r\n\r\nGET / HTTP/1.1", "\nGET / HTTP/1.1", "GET / XTTP/1.1" })
	void refusesRequestLine(String line) {
		assertStatus(400, line + "\r\nHost: a\r\n\r\n");
	}

	@ParameterizedTest
	@ValueSource(strings = { "A : b", " A: b", "A: b\r\n c", "A: b\r\n\tc", ": b", "A", "A: b\nC: d", "A: b\rC: d",
			"A: \u0000", "A: \u0001", "A: \u007f", "A\u0000: b", "A\u00e4: b", "A(: b", "A b: c", "A: b\n", "Host: a",
			"Host: b", "Content-Length: 0\r\nContent-Length: 0", "Content-Length: 5, 5", "Content-Length: -1",
			"Content-Length: +1", "Content-Length:", "Content-Length: 1 1", "Content-Length: 0x1",
			"Content-Length: 9999999999999999999", "Content-Length: 1\r\nTransfer-Encoding: chunked",
			"Transfer-Encoding: chunked\r\nContent-Length: 1", "Content-Length: \u00b2" })
	void refusesHeader(String header) {
		assertStatus(400, "POST / HTTP/1.1\r\nHost: a\r\n" + header + "\r\n\r\n");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "a b", "a,b c", "a/b", "a@b", "a:b", "a:65536", "a:123456", ":80", "[::1", "[::1]x",
			"[::g]", "[fe80::1%eth0]", "a%2", "a%zz", "\u00e4", "a\"", "a?b", "a#b", "a\\b", "<a>" })
	void refusesHost(String host) {
		assertStatus(400, "GET / HTTP/1.1\r\nHost: " + host + "\r\n\r\n");
		assertThat(Authority.isValid(host)).isFalse();
	}

	@ParameterizedTest
	@ValueSource(strings = { "a", "a:", "a:0", "a:65535", "A-b._~!$&'()*+,;=", "a%2fb", "127.0.0.1:1", "[::1]",
			"[::1]:2", "[::ffff:1.2.3.4]" })
	void acceptsHost(String host) throws Exception {
		assertThat(DecodedRequests.of("GET / HTTP/1.1\r\nHost: " + host + "\r\n\r\n")).hasSize(1);
	}

	@Test
	void saysWhatElseIsWrong() {
		assertStatus(400, "GET / HTTP/1.1\r\n\r\n");
		assertStatus(400, "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n");
		assertStatus(400, "TRACE / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\n");
		assertStatus(505, "GET / HTTP/2.0\r\nHost: a\r\n\r\n");
		assertStatus(505, "GET / HTTP/0.9\r\nHost: a\r\n\r\n");
		assertStatus(405, "CONNECT a:80 HTTP/1.1\r\nHost: a\r\n\r\n");
		for (String encoding : List.of("gzip", "gzip, chunked", "chunked, chunked", "xchunked", "identity",
				"chunked\r\nTransfer-Encoding: chunked", "chunked\r\nTransfer-Encoding: identity", "\"chunked\"")) {
			assertStatus(501, "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: " + encoding + "\r\n\r\n");
		}
		assertStatus(400, "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: \u000bchunked\r\n\r\n");
	}

	@Test
	void boundsTheHead() throws Exception {
		assertThat(DecodedRequests.of("GET /" + "a".repeat(8178) + " HTTP/1.1\r\nHost: a\r\n\r\n")).hasSize(1);
		assertStatus(414, "GET /" + "a".repeat(8179) + " HTTP/1.1\r\nHost: a\r\n\r\n");
		assertStatus(414, "GET /" + "a".repeat(9000));
		assertThat(DecodedRequests.of("GET / HTTP/1.1\r\nHost: a\r\nB: " + "b".repeat(8176) + "\r\n\r\n")).hasSize(1);
		assertStatus(431, "GET / HTTP/1.1\r\nHost: a\r\nB: " + "b".repeat(8177) + "\r\n\r\n");
		assertStatus(431, "GET / HTTP/1.1\r\nHost: a\r\n" + "b:\r\n".repeat(3000));
	}

	@ParameterizedTest
	@ValueSource(strings = { "\r\n", "x\r\n", "-1\r\n", "+1\r\na\r\n", "0x1\r\na\r\n", " 1\r\na\r\n", "1 \r\na\r\n",
			"1 x\r\na\r\n", "1\na\r\n", "1\r\na\n", "1\r\nab\r\n", "3\r\nab\r\n0\r\n\r\n", "80000000\r\n",
			"ffffffffffffffff\r\n", "10000000000000001\r\n", "00000000000000001\r\na", "1;a\nb\r\na\r\n",
			"1;a\rb\r\na\r\n", "1;\u0000\r\na\r\n", "1;\n", "\u00b2\r\n", "0\r\nA : b\r\n\r\n", "0\r\n b\r\n\r\n",
			"0\r\nA: b\n\r\n", "0\r\n\n", "0\n\r\n" })
	void refusesChunks(String chunks) {
		assertStatus(400, "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks);
	}

	@Test
	void boundsChunkExtensionsAndTrailers() {
		String head = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
		assertStatus(400, head + "1;" + "a".repeat(2000));
		assertStatus(431, head + "0\r\nA: " + "a".repeat(9000));
	}

	@Test
	void dropsTrailersThatComeTooLate() throws Exception {
		String late = "Content-Length: 1|transfer-encoding: x|Host: x|Authorization: x|cookie: x|X-Forwarded-For: x"
				+ "|X-Sticky-Instance: 1|forwarded: x|Connection: x|Sec-WebSocket-Key: x|Trailer: x";
		assertThat(DecodedRequests.of("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nA: 1\r\n"
				+ String.join("\r\n", Arrays.asList(late.split("\\|"))) + "\r\nB: 2\r\n\r\n"))
			.containsExactly("POST / HTTP/1.1|Host=a|Transfer-Encoding=chunked||A=1|B=2");
	}

	private static void assertStatus(int status, String bytes) {
		assertThatExceptionOfType(MalformedMessageException.class).as(bytes)
			.isThrownBy(() -> DecodedRequests.of(bytes))
			.satisfies((ex) -> assertThat(ex.status().code()).isEqualTo(status));
		assertThatExceptionOfType(MalformedMessageException.class).as(bytes)
			.isThrownBy(() -> DecodedRequests.of(bytes.split("")))
			.satisfies((ex) -> assertThat(ex.status().code()).isEqualTo(status));
	}

}
