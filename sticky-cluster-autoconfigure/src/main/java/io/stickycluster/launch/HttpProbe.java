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
import java.util.regex.Pattern;

/**
 * One request that asks an instance for a sign of life. It ends with the status line, and
 * at the latest when it is closed.
 */
final class HttpProbe implements AutoCloseable {

	private static final Pattern ALIVE = Pattern.compile("HTTP/1\\.[01] [23]\\d\\d");

	private static final int STATUS_LENGTH = "HTTP/1.1 200".length();

	private final AsynchronousSocketChannel channel;

	private final ByteBuffer request;

	private final ByteBuffer response = ByteBuffer.allocate(STATUS_LENGTH);

	private final CompletableFuture<Boolean> alive = new CompletableFuture<>();

	private HttpProbe(AsynchronousSocketChannel channel, ByteBuffer request) {
		this.channel = channel;
		this.request = request;
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
	 * @return completes with whether the instance gave a sign of life
	 */
	CompletableFuture<Boolean> whenDone() {
		return this.alive;
	}

	@Override
	public void close() {
		end(false);
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
				end(isAlive());
			}
			else {
				read();
			}
		}));
	}

	private boolean isAlive() {
		String status = StandardCharsets.US_ASCII.decode(this.response.flip()).toString();
		return ALIVE.matcher(status).matches();
	}

	private void end(boolean alive) {
		try {
			this.channel.close();
		}
		catch (IOException ex) {
			// There is nothing left that could be released
		}
		this.alive.complete(alive);
	}

	private static <T> CompletionHandler<T, HttpProbe> then(Consumer<T> next) {
		return new CompletionHandler<>() {

			@Override
			public void completed(T result, HttpProbe probe) {
				next.accept(result);
			}

			@Override
			public void failed(Throwable ex, HttpProbe probe) {
				probe.end(false);
			}

		};
	}

}
