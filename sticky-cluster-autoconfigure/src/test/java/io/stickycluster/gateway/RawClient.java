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
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.NullUnmarked;

/**
 * An HTTP/1 client that sends exactly the bytes that it is told to, from any loopback
 * address.
 */
@NullUnmarked
final class RawClient implements AutoCloseable {

	private final Socket socket;

	RawClient(int port) throws IOException {
		this(port, "127.0.0.1");
	}

	RawClient(int port, String localAddress) throws IOException {
		this.socket = new Socket();
		this.socket.bind(new InetSocketAddress(InetAddress.getByName(localAddress), 0));
		this.socket.connect(new InetSocketAddress("127.0.0.1", port));
		this.socket.setSoTimeout(20_000);
	}

	RawClient send(String text) throws IOException {
		return send(text.getBytes(StandardCharsets.ISO_8859_1));
	}

	RawClient send(byte[] bytes) throws IOException {
		this.socket.getOutputStream().write(bytes);
		this.socket.getOutputStream().flush();
		return this;
	}

	RawClient get(String path, String... headers) throws IOException {
		StringBuilder request = new StringBuilder("GET " + path + " HTTP/1.1\r\nHost: example.org:8080\r\n");
		for (String header : headers) {
			request.append(header).append("\r\n");
		}
		return send(request.append("\r\n").toString());
	}

	/**
	 * Read one response, body included.
	 */
	Response read() throws IOException {
		return read(true);
	}

	Response readWithoutBody() throws IOException {
		return read(false);
	}

	private Response read(boolean withBody) throws IOException {
		String status = line();
		List<String> headers = new ArrayList<>();
		for (String line = line(); !line.isEmpty(); line = line()) {
			headers.add(line);
		}
		Response head = new Response(status, headers, "", List.of());
		boolean empty = !withBody || head.code() < 200 || head.code() == 204 || head.code() == 304;
		if (empty) {
			return head;
		}
		if ("chunked".equalsIgnoreCase(head.header("Transfer-Encoding"))) {
			return chunked(head);
		}
		String length = head.header("Content-Length");
		String body = (length != null) ? text(in().readNBytes(Integer.parseInt(length))) : text(in().readAllBytes());
		return new Response(status, headers, body, List.of());
	}

	private Response chunked(Response head) throws IOException {
		StringBuilder body = new StringBuilder();
		for (int size = Integer.parseInt(line(), 16); size > 0; size = Integer.parseInt(line(), 16)) {
			body.append(text(in().readNBytes(size)));
			line();
		}
		List<String> trailers = new ArrayList<>();
		for (String line = line(); !line.isEmpty(); line = line()) {
			trailers.add(line);
		}
		return new Response(head.status(), head.headers(), body.toString(), trailers);
	}

	String line() throws IOException {
		ByteArrayOutputStream line = new ByteArrayOutputStream();
		for (int c = in().read(); c != '\n'; c = in().read()) {
			if (c == -1) {
				throw new IOException("End of stream after '" + line + "'");
			}
			line.write(c);
		}
		return text(line.toByteArray()).stripTrailing();
	}

	byte[] bytes(int count) throws IOException {
		return in().readNBytes(count);
	}

	/**
	 * Return whether the other end has closed, waiting for that.
	 */
	boolean isClosed() throws IOException {
		try {
			return in().read() == -1;
		}
		catch (SocketException ex) {
			return true;
		}
	}

	InputStream in() throws IOException {
		return this.socket.getInputStream();
	}

	Socket socket() {
		return this.socket;
	}

	private static String text(byte[] bytes) {
		return new String(bytes, StandardCharsets.ISO_8859_1);
	}

	@Override
	public void close() throws IOException {
		this.socket.close();
	}

	/**
	 * A response.
	 *
	 * @param status the status line
	 * @param headers the header lines
	 * @param body the body
	 * @param trailers the trailer lines
	 */
	record Response(String status, List<String> headers, String body, List<String> trailers) {

		int code() {
			return Integer.parseInt(this.status.split(" ")[1]);
		}

		String header(String name) {
			List<String> values = all(name);
			return values.isEmpty() ? null : String.join(", ", values);
		}

		List<String> all(String name) {
			return this.headers.stream()
				.filter((line) -> line.regionMatches(true, 0, name + ":", 0, name.length() + 1))
				.map((line) -> line.substring(name.length() + 1).trim())
				.toList();
		}

	}

}
