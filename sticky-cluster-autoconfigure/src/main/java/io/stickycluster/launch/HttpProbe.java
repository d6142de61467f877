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

package io.stickycluster.launch;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousChannelGroup;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.CompletionHandler;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One request that asks an instance how it is. It ends with the status line, and at the
 * latest when it is closed.
 */
final class HttpProbe implements AutoCloseable {

	private static final Pattern PATH = Pattern.compile("/[\\x21-\\x7E]*");

	private static final Pattern STATUS = Pattern.compile("HTTP/1\\.[01] (\\d\\d\\d)");

	/**
	 * What stands for the status of an answer that did not come.
	 */
	static final int NO_ANSWER = 0;

	private static final int STATUS_LENGTH = "HTTP/1.1 200".length();

	private final AsynchronousSocketChannel channel;

	private final ByteBuffer request;

	private final ByteBuffer response = ByteBuffer.allocate(STATUS_LENGTH);

	private final CompletableFuture<Integer> status = new CompletableFuture<>();

	private HttpProbe(AsynchronousSocketChannel channel, ByteBuffer request) {
		this.channel = channel;
		this.request = request;
	}

	static void requirePath(String path) {
		if (!PATH.matcher(path).matches()) {
			throw new IllegalArgumentException("'path' must begin with '/' and hold no spaces but is " + path);
		}
	}

	/**
	 * Send a request.
	 * @param group the threads that answers are read on
	 * @param address where to
	 * @param path the path
	 * @return the request
	 * @throws IOException if no socket can be opened
	 */
	static HttpProbe send(AsynchronousChannelGroup group, InetSocketAddress address, String path) throws IOException {
		String head = "GET %s HTTP/1.1\r\nHost: %s:%d\r\nUser-Agent: sticky-cluster\r\nConnection: close\r\n\r\n"
			.formatted(path, address.getHostString(), address.getPort());
		HttpProbe probe = new HttpProbe(AsynchronousSocketChannel.open(group),
				ByteBuffer.wrap(head.getBytes(StandardCharsets.US_ASCII)));
		probe.connect(address);
		return probe;
	}

	/**
	 * Return what came of it.
	 * @return completes with the status of the answer, {@value #NO_ANSWER} when there is
	 * none
	 */
	CompletableFuture<Integer> whenDone() {
		return this.status;
	}

	@Override
	public void close() {
		end(NO_ANSWER);
	}

	private void connect(InetSocketAddress address) {
		this.channel.connect(address, this, then((connected) -> write()));
	}

	private void write() {
		if (this.request.hasRemaining()) {
			this.channel.write(this.request, this, then((written) -> write()));
		}
		else {
			read();
		}
	}

	private void read() {
		this.channel.read(this.response, this, then((count) -> {
			if (count == -1 || !this.response.hasRemaining()) {
				end(parseStatus());
			}
			else {
				read();
			}
		}));
	}

	private int parseStatus() {
		Matcher line = STATUS.matcher(StandardCharsets.US_ASCII.decode(this.response.flip()));
		return line.matches() ? Integer.parseInt(line.group(1)) : NO_ANSWER;
	}

	private void end(int status) {
		try {
			this.channel.close();
		}
		catch (IOException ex) {
			// There is nothing left that could be released
		}
		this.status.complete(status);
	}

	private static <T> CompletionHandler<T, HttpProbe> then(Consumer<T> next) {
		return new CompletionHandler<>() {

			@Override
			public void completed(T result, HttpProbe probe) {
				next.accept(result);
			}

			@Override
			public void failed(Throwable ex, HttpProbe probe) {
				probe.end(NO_ANSWER);
			}

		};
	}

}
