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

import java.io.IOException;
import java.net.Socket;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import org.awaitility.Awaitility;

/**
 * Pushes bytes until nobody takes them any more.
 */
final class RelayLoad {

	/**
	 * More than the socket buffers of two loopback connections and the gateway's own
	 * buffers hold, much less than is pushed.
	 */
	static final long MAX_BUFFERED = 40L * 1024 * 1024;

	private static final long LIMIT = 2 * MAX_BUFFERED;

	private RelayLoad() {
	}

	/**
	 * Write until the other end has taken nothing for a while.
	 * @param socket where to
	 * @return how much was written
	 */
	static long writeUntilStuck(Socket socket) {
		AtomicLong written = new AtomicLong();
		Thread writer = new Thread(() -> {
			byte[] chunk = new byte[64 * 1024];
			try {
				while (written.get() < LIMIT) {
					socket.getOutputStream().write(chunk);
					written.addAndGet(chunk.length);
				}
			}
			catch (IOException ex) {
				// closed at the end of the test
			}
		}, "relay-load");
		writer.setDaemon(true);
		writer.start();
		long[] last = { -1 };
		Awaitility.await().atMost(30, TimeUnit.SECONDS).pollInterval(1, TimeUnit.SECONDS).until(() -> {
			long now = written.get();
			boolean stuck = now == last[0] || now >= LIMIT;
			last[0] = now;
			return stuck;
		});
		return written.get();
	}

}
