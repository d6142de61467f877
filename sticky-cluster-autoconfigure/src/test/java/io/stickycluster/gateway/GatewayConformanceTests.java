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

import java.io.EOFException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;

import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import io.stickycluster.gateway.ReferenceParser.Message;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the gateway makes of bytes, good and bad, according to RFC 9110 and RFC 9112: what
 * the client is answered, what an instance gets to see, and that the client is served by
 * its instance afterwards as it was before.
 */
@NullUnmarked
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GatewayConformanceTests {

	private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

	private final GatewayFixture fixture = new GatewayFixture();

	private final Queue<String> received = new ConcurrentLinkedQueue<>();

	private int port;

	private int clients;

	@BeforeAll
	void start() throws Exception {
		this.fixture.cluster(instance(), instance(), instance());
		this.port = this.fixture.start();
	}

	@AfterAll
	void close() throws Exception {
		this.fixture.close();
	}

	private int instance() throws IOException {
		return this.fixture.closing(new RawInstance((connection) -> {
			ReferenceParser parser = new ReferenceParser(connection.socket().getInputStream());
			try {
				for (Message request = parser.request(); request != null; request = parser.request()) {
					if (!request.target().startsWith("/check")) {
						this.received.add(request.withoutForwarding().toString());
					}
					connection.send(OK);
				}
			}
			catch (EOFException ex) {
				// the gateway has broken off what it refused in the middle
			}
			catch (IOException ex) {
				this.received.add(ex.toString());
			}
		})).port();
	}

	static Stream<Case> cases() {
		List<Case> cases = new ArrayList<>();
		accepted(cases);
		pipelined(cases);
		refusedLines(cases);
		refusedFields(cases);
		refusedBodies(cases);
		return cases.stream();
	}

	private static void accepted(List<Case> cases) {
		cases.add(relayed("plain", "GET /a?b HTTP/1.1\r\nHost: a\r\n\r\n", "GET /a?b HTTP/1.1|host: a||"));
		cases.add(relayed("target as it came", "GET //a/../%2e%2F;x=[1]|{}\\\"<>^`?%zz HTTP/1.1\r\nHost: a\r\n\r\n",
				"GET //a/../%2e%2F;x=[1]|{}\\\"<>^`?%zz HTTP/1.1|host: a||"));
		cases.add(relayed("unknown method", "BREW /a HTTP/1.1\r\nHost: a\r\n\r\n", "BREW /a HTTP/1.1|host: a||"));
		cases.add(relayed("blanks around a value", "GET / HTTP/1.1\r\nHost:\ta \t\r\nA:b\r\n\r\n",
				"GET / HTTP/1.1|host: a|a: b||"));
		cases.add(
				relayed("empty lines before", "\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n", "GET / HTTP/1.1|host: a||"));
		cases.add(relayed("obsolete text in a value", "GET / HTTP/1.1\r\nHost: a\r\nA: \u00e4\u0080\r\n\r\n",
				"GET / HTTP/1.1|host: a|a: \u00e4\u0080||"));
		cases.add(relayed("higher minor version", "GET / HTTP/1.9\r\nHost: a\r\n\r\n", "GET / HTTP/1.1|host: a||"));
		cases.add(relayed("length zero", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n",
				"POST / HTTP/1.1|host: a|content-length: 0||"));
		cases.add(relayed("length", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0003\r\n\r\nabc",
				"POST / HTTP/1.1|host: a|content-length: 0003||abc"));
		cases.add(relayed("body of GET", "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc",
				"GET / HTTP/1.1|host: a|content-length: 3||abc"));
		cases.add(relayed("chunks", "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: CHUNKED\r\n\r\n"
				+ "3\r\nabc\r\n0A;n=v;\"q\"\r\n0123456789\r\n1 ;x\r\nd\r\n000\r\nX-Sum: 1\r\nHost: evil\r\n\r\n",
				"POST / HTTP/1.1|host: a|transfer-encoding: CHUNKED||abc0123456789d|x-sum: 1"));
		cases.add(relayed("request within a body is a body",
				"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 37\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: b\r\n\r\n\r\n",
				"POST / HTTP/1.1|host: a|content-length: 37||GET /smuggled HTTP/1.1\r\nHost: b\r\n\r\n\r\n"));
		cases.add(relayed("absolute target replaces host", "GET http://b:81/c?d HTTP/1.1\r\nHost: a\r\n\r\n",
				"GET /c?d HTTP/1.1|host: b:81||"));
		cases.add(relayed("absolute target without path", "GET HTTP://b?d HTTP/1.1\r\nHost: a\r\n\r\n",
				"GET /?d HTTP/1.1|host: b||"));
		cases.add(relayed("asterisk", "OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n", "OPTIONS * HTTP/1.1|host: a||"));
		cases.add(relayed("absolute asterisk", "OPTIONS http://b HTTP/1.1\r\nHost: a\r\n\r\n",
				"OPTIONS * HTTP/1.1|host: b||"));
		cases.add(relayed("hop by hop",
				"GET / HTTP/1.1\r\nHost: a\r\nConnection: X-A, keep-alive, host\r\nX-A: 1\r\nKeep-Alive: 5\r\n"
						+ "Upgrade: h2c, websocket/13\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\nProxy-Connection: x\r\n"
						+ "TE: gzip\r\nX-B: 2\r\n\r\n",
				"GET / HTTP/1.1|host: a|http2-settings: AAMAAABkAAQAAP__|x-b: 2||"));
		cases.add(relayed("claims",
				"GET / HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: 6.6.6.6\r\nx-Sticky-A: 1\r\n"
						+ "X-REAL-IP: 6.6.6.6\r\nForwarded: for=6.6.6.6\r\nX-B: 2\r\n\r\n",
				"GET / HTTP/1.1|host: a|x-b: 2||"));
		cases.add(relayed("forwards left", "TRACE / HTTP/1.1\r\nHost: a\r\nMax-Forwards: 3\r\n\r\n",
				"TRACE / HTTP/1.1|host: a|max-forwards: 2||"));
		cases.add(relayed("forwards of another method", "GET / HTTP/1.1\r\nHost: a\r\nMax-Forwards: 0\r\n\r\n",
				"GET / HTTP/1.1|host: a|max-forwards: 0||"));
		cases.add(new Case("HTTP/1.0 is closed", "GET / HTTP/1.0\r\nHost: a\r\n\r\n", List.of(200), true,
				List.of("GET / HTTP/1.1|host: a||")));
		cases.add(new Case("asked to close", "GET / HTTP/1.1\r\nHost: a\r\nConnection: Close\r\n\r\nGET / HTTP/1.1\r\n",
				List.of(200), true, List.of("GET / HTTP/1.1|host: a||")));
		cases.add(new Case("no forwards left", "OPTIONS / HTTP/1.1\r\nHost: a\r\nMax-Forwards: 0\r\n\r\n", List.of(204),
				false, List.of()));
		cases.add(new Case("trace", "TRACE / HTTP/1.1\r\nHost: a\r\nMax-Forwards: 0\r\n\r\n", List.of(200), false,
				List.of()));
	}

	private static void pipelined(List<Case> cases) {
		cases.add(new Case("pipelined",
				"GET /1 HTTP/1.1\r\nHost: a\r\n\r\nPOST /2 HTTP/1.1\r\nHost: a\r\n"
						+ "Content-Length: 1\r\n\r\nx\r\nGET /3 HTTP/1.1\r\nHost: a\r\n\r\n",
				List.of(200, 200, 200), false, List.of("GET /1 HTTP/1.1|host: a||",
						"POST /2 HTTP/1.1|host: a|content-length: 1||x", "GET /3 HTTP/1.1|host: a||")));
		cases.add(new Case("pipelined behind what is refused",
				"GET /1 HTTP/1.1\r\nHost: a\r\n\r\nGET /2 HTTP/1.1\r\nHost: a\r\nA : b\r\n\r\n"
						+ "GET /3 HTTP/1.1\r\nHost: a\r\n\r\n",
				List.of(200, 400), true, List.of("GET /1 HTTP/1.1|host: a||")));
		cases.add(new Case("pipelined with the supervisor's",
				"GET /local/hello HTTP/1.1\r\nHost: a\r\n\r\nGET /1 HTTP/1.1\r\nHost: a\r\n\r\n"
						+ "POST /local/echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
						+ "1;x\r\na\r\n0\r\n\r\nGET /2 HTTP/1.1\r\nHost: a\r\n\r\n",
				List.of(200, 200, 200, 200), false, List.of("GET /1 HTTP/1.1|host: a||", "GET /2 HTTP/1.1|host: a||")));
		cases.add(new Case("upgrade of the supervisor to h2c",
				"GET /local/hello HTTP/1.1\r\nHost: a\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\n"
						+ "HTTP2-Settings: AAMAAABkAAQAAP__\r\n\r\nGET /1 HTTP/1.1\r\nHost: a\r\n\r\n",
				List.of(200, 200), false, List.of("GET /1 HTTP/1.1|host: a||")));
	}

	private static void refusedLines(List<Case> cases) {
		for (String line : List.of("GET  / HTTP/1.1", "GET / HTTP/1.1 ", "GET /", "nonsense", "GET / http/1.1",
				"GET / HTTP/1.10", "GET / HTTP/+1.1", "GET /\u00e4 HTTP/1.1", "GET /#a HTTP/1.1", "G\u0000T / HTTP/1.1",
				"GET /\u0000 HTTP/1.1", "G[T / HTTP/1.1", "GET a HTTP/1.1", "GET * HTTP/1.1", "GET ftp://a HTTP/1.1",
				"GET http:// HTTP/1.1", "GET http://a@b/ HTTP/1.1", "GET http://b:x/ HTTP/1.1", "GET /\rHTTP/1.1",
				"GET\t/\tHTTP/1.1", " GET / HTTP/1.1", "\nGET / HTTP/1.1", "\r\n\r\n\r\n\r\n\r\n\r\nGET / HTTP/1.1")) {
			cases.add(refused(line, 400, line + "\r\nHost: a\r\n\r\n"));
		}
		cases.add(refused("LF as end", 400, "GET / HTTP/1.1\nHost: a\n\n"));
		cases.add(refused("version 2", 505, "GET / HTTP/2.0\r\nHost: a\r\n\r\n"));
		cases.add(refused("preface of HTTP/2", 505, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"));
		cases.add(refused("CONNECT", 405, "CONNECT a:80 HTTP/1.1\r\nHost: a:80\r\n\r\n"));
		cases.add(refused("long line", 414, "GET /" + "a".repeat(8200) + " HTTP/1.1\r\nHost: a\r\n\r\n"));
		cases.add(refused("line without end", 414, "GET /" + "a".repeat(8200)));
	}

	private static void refusedFields(List<Case> cases) {
		for (String field : List.of("A : b", " A: b", "A: b\r\n c", "A: b\r\n\tc", ": b", "A", "A: b\nC: d",
				"A: b\rC: d", "A: \u0000", "A: \u0008", "A: \u007f", "A\u0000: b", "A\u00e4: b", "A/b: c", "Host: a",
				"Host: b", "Content-Length: 3\r\nContent-Length: 3", "Content-Length: 3\r\nContent-Length: 4",
				"Content-Length: 3, 3", "Content-Length: -3", "Content-Length: +3", "Content-Length:",
				"Content-Length: 3 ", "Content-Length: 3;", "Content-Length: 0x3", "Content-Length: 3\u000b",
				"Content-Length: 18446744073709551619", "Content-Length : 3",
				"Content-Length: 3\r\nTransfer-Encoding: chunked", "Transfer-Encoding: chunked\r\nContent-Length: 3",
				"Transfer-Encoding : chunked", "Transfer-Encoding: \u000bchunked",
				"Transfer-Encoding: chunked\r\nContent-Length: x")) {
			if (!field.equals("Content-Length: 3 ")) {
				cases.add(refused(field, 400, "POST / HTTP/1.1\r\nHost: a\r\n" + field + "\r\n\r\nabc"));
			}
		}
		for (String coding : List.of("gzip", "chunked, gzip", "gzip, chunked", "chunked, chunked", "identity",
				"xchunked", "chunked;q=1", "'chunked'", "", "chunked\r\nTransfer-Encoding: chunked")) {
			cases.add(refused("coding " + coding, 501,
					"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: " + coding + "\r\n\r\n0\r\n\r\n"));
		}
		for (String host : List.of("", "a b", "a/b", "a@b", "a:b", "a:65536", ":80", "[::1", "a, b", "a\"", "%zz")) {
			cases.add(refused("host " + host, 400, "GET / HTTP/1.1\r\nHost: " + host + "\r\n\r\n"));
		}
		cases.add(refused("no host", 400, "GET / HTTP/1.1\r\nA: b\r\n\r\n"));
		cases.add(refused("coding in HTTP/1.0", 400, "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"));
		cases.add(refused("TRACE with a body", 400, "TRACE / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\na"));
		cases.add(refused("long field", 431, "GET / HTTP/1.1\r\nHost: a\r\nA: " + "b".repeat(8200) + "\r\n\r\n"));
		cases.add(refused("many fields", 431, "GET / HTTP/1.1\r\nHost: a\r\n" + "A: b\r\n".repeat(1500)));
		cases.add(new Case("malformed forwards", "TRACE / HTTP/1.1\r\nHost: a\r\nMax-Forwards: -1\r\n\r\n",
				List.of(400), false, List.of()));
	}

	private static void refusedBodies(List<Case> cases) {
		for (String chunks : List.of("x\r\n", "-1\r\n", "+1\r\na\r\n", "0x1\r\na\r\n", " 1\r\na\r\n", "1 \r\na\r\n",
				"1\na\n", "1\r\nab\r\n", "1\r\na\n0\r\n", "3\r\nab\r\n0\r\n\r\n", "80000000\r\n",
				"fffffffffffffffff\r\n", "00000000000000001\r\n", "1;a\nb\r\na\r\n", "1;a\rb\r\na\r\n", "1;\u0000\r\n",
				"1\u0000\r\n", "\r\n", ";x\r\n", "0\r\nA : b\r\n\r\n", "0\r\n a\r\n\r\n", "0\r\nA: b\n\n", "0\r\n\n",
				"0\nX")) {
			cases
				.add(refused("chunks " + chunks, 400, "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
						+ chunks + "GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n"));
		}
	}

	private static Case relayed(String name, String bytes, String received) {
		return new Case(name, bytes, List.of(200), false, List.of(received));
	}

	private static Case refused(String name, int status, String bytes) {
		return new Case(name, bytes, List.of(status), true, List.of());
	}

	@ParameterizedTest
	@MethodSource("cases")
	void conforms(Case given) throws Exception {
		String address = "127.0.11." + (++this.clients % 250 + 1);
		String instance = served(address);
		this.received.clear();
		try (RawClient client = new RawClient(this.port, address)) {
			client.send(given.bytes);
			for (int status : given.statuses) {
				RawClient.Response response = client.read();
				assertThat(response.code()).isEqualTo(status);
				assertThat(response.header("Content-Type"))
					.isEqualTo((status >= 400) ? "application/problem+json" : response.header("Content-Type"));
			}
			if (given.closes) {
				assertThat(client.isClosed()).isTrue();
			}
			else {
				assertThat(client.get("/check").read().header("X-Sticky-Instance")).isEqualTo(instance);
			}
		}
		assertThat(this.received).containsExactlyElementsOf(given.received);
		assertThat(served(address)).isEqualTo(instance);
	}

	private String served(String address) throws IOException {
		try (RawClient client = new RawClient(this.port, address)) {
			return client.get("/check").read().header("X-Sticky-Instance");
		}
	}

	/**
	 * Bytes and what becomes of them.
	 *
	 * @param name what it is about
	 * @param bytes what a client sends
	 * @param statuses what it is answered
	 * @param closes whether the connection is closed then
	 * @param received what instances get
	 */
	record Case(String name, String bytes, List<Integer> statuses, boolean closes, List<String> received) {

		@Override
		public String toString() {
			return this.name.replaceAll("[^ -~]", ".");
		}

	}

}
