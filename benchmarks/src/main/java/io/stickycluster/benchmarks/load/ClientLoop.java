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

package io.stickycluster.benchmarks.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/**
 * The clients of one thread.
 */
final class ClientLoop implements Callable<LatencyHistogram> {

	private final List<? extends Client> clients;

	private final Duration duration;

	private final LatencyHistogram latencies = new LatencyHistogram();

	private final ByteBuffer buffer = ByteBuffer.allocateDirect(128 * 1024);

	ClientLoop(List<? extends Client> clients, Duration duration) {
		this.clients = clients;
		this.duration = duration;
	}

	@Override
	public LatencyHistogram call() throws IOException {
		try (Selector selector = Selector.open()) {
			long startNanos = System.nanoTime();
			for (Client client : this.clients) {
				client.start(selector);
			}
			long remaining = this.duration.toNanos();
			while (remaining > 0) {
				selector.select(this::ready, TimeUnit.NANOSECONDS.toMillis(remaining) + 1);
				remaining = this.duration.toNanos() - (System.nanoTime() - startNanos);
			}
			this.clients.forEach((client) -> client.end(this.latencies));
			return this.latencies;
		}
		catch (UncheckedIOException ex) {
			throw ex.getCause();
		}
	}

	private void ready(SelectionKey key) {
		try {
			((Client) key.attachment()).ready(key, this.buffer, this.latencies);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
