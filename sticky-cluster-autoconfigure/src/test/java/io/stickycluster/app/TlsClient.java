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

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

import org.jspecify.annotations.Nullable;

/**
 * Client for HTTP/1.1 over TLS that trusts everyone, keeps its sessions, and tells how
 * often it was shown a certificate: never, when a session goes on.
 */
public final class TlsClient {

	private static final int TIMEOUT_MILLIS = 30_000;

	private final AtomicInteger certificates = new AtomicInteger();

	private final SSLContext context;

	private final int port;

	private final String protocol;

	/**
	 * Create a client.
	 * @param port the server's port
	 * @param protocol the version of TLS, such as {@code TLSv1.3}
	 * @param keys what it proves its identity by, {@code null} for nothing
	 */
	public TlsClient(int port, String protocol, @Nullable KeyManagerFactory keys) throws GeneralSecurityException {
		this.port = port;
		this.protocol = protocol;
		this.context = SSLContext.getInstance("TLS");
		this.context.init((keys != null) ? keys.getKeyManagers() : null,
				new TrustManager[] { new CountingTrustManager() }, null);
	}

	/**
	 * Connect.
	 * @param serverName the name that the client asks for, {@code null} for none
	 * @return the connection
	 */
	public Connection connect(@Nullable String serverName) throws IOException {
		SSLSocket socket = (SSLSocket) this.context.getSocketFactory().createSocket("127.0.0.1", this.port);
		socket.setSoTimeout(TIMEOUT_MILLIS);
		SSLParameters parameters = socket.getSSLParameters();
		parameters.setProtocols(new String[] { this.protocol });
		if (serverName != null) {
			parameters.setServerNames(List.of(new SNIHostName(serverName)));
		}
		socket.setSSLParameters(parameters);
		return new Connection(socket);
	}

	/**
	 * Return how often a server has shown its certificate.
	 * @return how many handshakes were complete ones
	 */
	public int certificates() {
		return this.certificates.get();
	}

	/**
	 * A connection.
	 */
	public static final class Connection implements AutoCloseable {

		private final SSLSocket socket;

		private final BufferedReader input;

		Connection(SSLSocket socket) throws IOException {
			this.socket = socket;
			this.input = new BufferedReader(
					new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
		}

		/**
		 * Send a GET request and read the response.
		 * @param path the path
		 * @return the body
		 */
		public String get(String path) throws IOException {
			String request = "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
			this.socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
			int length = 0;
			for (String line = this.input.readLine(); !line.isEmpty(); line = this.input.readLine()) {
				if (line.regionMatches(true, 0, "content-length:", 0, 15)) {
					length = Integer.parseInt(line.substring(15).trim());
				}
			}
			char[] body = new char[length];
			for (int read = 0; read < length;) {
				read += this.input.read(body, read, length - read);
			}
			return new String(body);
		}

		public X509Certificate certificate() throws IOException {
			return (X509Certificate) this.socket.getSession().getPeerCertificates()[0];
		}

		@Override
		public void close() throws IOException {
			this.socket.close();
		}

	}

	private final class CountingTrustManager extends X509ExtendedTrustManager {

		@Override
		public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket) {
			TlsClient.this.certificates.incrementAndGet();
		}

		@Override
		public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {
		}

		@Override
		public void checkServerTrusted(X509Certificate[] chain, String authType) {
		}

		@Override
		public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket) {
		}

		@Override
		public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {
		}

		@Override
		public void checkClientTrusted(X509Certificate[] chain, String authType) {
		}

		@Override
		public X509Certificate[] getAcceptedIssuers() {
			return new X509Certificate[0];
		}

	}

}
