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

import java.util.List;
import java.util.Random;

/**
 * Valid requests, and what is left of them after some random changes. The same seed gives
 * the same ones.
 */
final class Mutations {

	private static final List<String> REQUESTS = List.of("GET /a?b=c HTTP/1.1\r\nHost: a\r\nAccept: */*\r\n\r\n",
			"POST /p HTTP/1.1\r\nHost: example.org:80\r\nContent-Length: 5\r\n\r\nhello",
			"POST /c HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\nA;x=\"y\"\r\n0123456789\r\n0\r\n"
					+ "X-Sum: 1\r\n\r\n",
			"GET http://other.example:81/x HTTP/1.1\r\nHost: a\r\nConnection: close, X-A\r\nX-A: 1\r\n\r\n",
			"OPTIONS * HTTP/1.1\r\nHost: [::1]:8080\r\nMax-Forwards: 3\r\n\r\n",
			"GET /old HTTP/1.0\r\nConnection: keep-alive\r\nX-Forwarded-For: 1.2.3.4\r\n\r\n",
			"HEAD /h HTTP/1.1\r\nhost:a\r\nCookie: a=b; c=d\r\nTE: trailers\r\n\r\n",
			"PUT /u HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\nUpgrade: h2c\r\n\r\n");

	private static final List<String> SNIPPETS = List.of("\r\n", "\r", "\n", " ", "\t", ":", ",", ";", "\u0000",
			"\u00ff", "\r\n ", "\r\n\r\n", "0\r\n\r\n", "Content-Length: 5\r\n", "Content-Length: 0\r\n",
			"Transfer-Encoding: chunked\r\n", "Transfer-Encoding: gzip, chunked\r\n", "Host: b\r\n", "chunked", "5",
			"-1", "ffffffff", "HTTP/1.0", "HTTP/1.1", "HTTP/2.0", "GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n",
			"Expect: x\r\n", "Connection: Host, Content-Length\r\n", "//", "#", "%", "@", "\u000b");

	private final Random random;

	Mutations(long seed) {
		this.random = new Random(seed);
	}

	/**
	 * Return the next bytes: one to three requests in a row, changed up to four times.
	 */
	String next() {
		StringBuilder bytes = new StringBuilder();
		for (int i = this.random.nextInt(3); i >= 0; i--) {
			bytes.append(oneOf(REQUESTS));
		}
		for (int i = this.random.nextInt(5); i > 0 && !bytes.isEmpty(); i--) {
			mutate(bytes);
		}
		return bytes.toString();
	}

	int nextInt(int bound) {
		return this.random.nextInt(bound);
	}

	private void mutate(StringBuilder bytes) {
		int at = this.random.nextInt(bytes.length());
		switch (this.random.nextInt(6)) {
			case 0 -> bytes.insert(at, oneOf(SNIPPETS));
			case 1 -> bytes.setCharAt(at, (char) this.random.nextInt(256));
			case 2 -> bytes.deleteCharAt(at);
			case 3 -> bytes.delete(at, Math.min(bytes.length(), at + this.random.nextInt(20)));
			case 4 -> {
				String piece = bytes.substring(at, Math.min(bytes.length(), at + this.random.nextInt(30)));
				bytes.insert(this.random.nextInt(bytes.length()), piece);
			}
			default -> {
				// where one line ends matters more than any other place
				int line = bytes.indexOf("\r\n", at);
				bytes.insert((line != -1) ? line + this.random.nextInt(3) : at, oneOf(SNIPPETS));
			}
		}
	}

	private String oneOf(List<String> choices) {
		return choices.get(this.random.nextInt(choices.size()));
	}

}
