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

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * WebSockets on which nothing is sent.
 */
public final class IdleConnections implements Closeable {

	private final List<WebSocketClient> clients = new ArrayList<>();

	private IdleConnections() {
	}

	/**
	 * Open a number of them, each from an address of its own.
	 * @param target where to
	 * @param path their path
	 * @param count how many
	 * @return the connections
	 * @throws IOException if not all of them can be opened
	 */
	public static IdleConnections open(Target target, String path, int count) throws IOException {
		IdleConnections connections = new IdleConnections();
		try {
			for (int i = 0; i < count; i++) {
				connections.clients.add(WebSocketClient.open(ClientChannel.connect(Load.address(i), target.address(i)),
						path, target.header(i), WebSocketFrames.message(0), false));
			}
			return connections;
		}
		catch (IOException ex) {
			connections.close();
			throw new IOException("Only %d of %d connections to '%s' could be opened"
				.formatted(connections.clients.size(), count, target.name()), ex);
		}
	}

	@Override
	public void close() throws IOException {
		for (WebSocketClient client : this.clients) {
			client.close();
		}
	}

}
