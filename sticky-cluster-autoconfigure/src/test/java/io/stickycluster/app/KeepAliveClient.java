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

package io.stickycluster.app;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Plain HTTP/1.1 client on a single connection from a loopback address of its choice. It
 * never tries again, and connects anew only when it was told that the connection ends.
 */
public final class KeepAliveClient implements AutoCloseable {

	private static final int TIMEOUT_MILLIS = 60_000;

	private final String address;

	private final int port;

	private final int timeoutMillis;

	private Socket socket;

	private InputStream input;

	public KeepAliveClient(String address, int port) {
		this(address, port, TIMEOUT_MILLIS);
	}

	/**
	 * Create a client.
	 * @param address the address that it calls from
	 * @param port the server's port
	 * @param timeoutMillis how long it waits for the next bytes
	 */
	public KeepAliveClient(String address, int port, int timeoutMillis) {
		this.address = address;
		this.port = port;
		this.timeoutMillis = timeoutMillis;
	}

	/**
	 * Send a GET request and read the response.
	 * @param path the path
	 * @return the response
	 * @throws IOException when there is none
	 */
	public Response get(String path) throws IOException {
		send("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
		return read();
	}

	/**
	 * Send a part of a request as it is.
	 * @param text the part
	 * @throws IOException when it cannot be sent
	 */
	public void send(String text) throws IOException {
		if (this.socket == null) {
			connect();
		}
		this.socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
	}

	/**
	 * Read a response.
	 * @return the response
	 * @throws IOException when there is none
	 */
	public Response read() throws IOException {
		int status = Integer.parseInt(readLine().split(" ")[1]);
		Map<String, String> headers = new HashMap<>();
		for (String line = readLine(); !line.isEmpty(); line = readLine()) {
			int colon = line.indexOf(':');
			headers.put(line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).trim());
		}
		String body = "chunked".equals(headers.get("transfer-encoding")) ? readChunks()
				: text(this.input.readNBytes(Integer.parseInt(headers.getOrDefault("content-length", "0"))));
		if ("close".equals(headers.get("connection"))) {
			close();
		}
		return new Response(status, headers, body);
	}

	private String readChunks() throws IOException {
		StringBuilder body = new StringBuilder();
		for (int size = readSize(); size > 0; size = readSize()) {
			body.append(text(this.input.readNBytes(size)));
			readLine();
		}
		readLine();
		return body.toString();
	}

	private int readSize() throws IOException {
		return Integer.parseInt(readLine(), 16);
	}

	/**
	 * Read a line.
	 * @return the line without its end
	 * @throws IOException when there is none
	 */
	public String readLine() throws IOException {
		StringBuilder line = new StringBuilder();
		for (int character = this.input.read(); character != '\n'; character = this.input.read()) {
			if (character == -1) {
				throw new EOFException("The connection ended after '" + line + "'");
			}
			line.append((char) character);
		}
		return line.toString().stripTrailing();
	}

	private void connect() throws IOException {
		this.socket = new Socket();
		this.socket.bind(new InetSocketAddress(InetAddress.getByName(this.address), 0));
		this.socket.connect(new InetSocketAddress("127.0.0.1", this.port), TIMEOUT_MILLIS);
		this.socket.setSoTimeout(this.timeoutMillis);
		this.socket.setTcpNoDelay(true);
		this.input = new BufferedInputStream(this.socket.getInputStream());
	}

	private static String text(byte[] bytes) {
		return new String(bytes, StandardCharsets.ISO_8859_1);
	}

	@Override
	public void close() throws IOException {
		if (this.socket != null) {
			this.socket.close();
			this.socket = null;
		}
	}

	/**
	 * A response.
	 *
	 * @param status its status
	 * @param headers its headers, with names in lower case
	 * @param body its body
	 */
	public record Response(int status, Map<String, String> headers, String body) {

		/**
		 * Return which instance has answered, by the gateway's word or, where there is
		 * none, by its own.
		 * @return its index
		 */
		public int instance() {
			String told = this.headers.get("x-sticky-instance");
			return Integer.parseInt((told != null) ? told : this.body.replaceAll(".*\"index\":(\\d+).*", "$1"));
		}

	}

}
