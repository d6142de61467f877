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
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;

/**
 * A client with an address and a connection of its own. Used by one thread.
 */
interface Client extends Closeable {

	/**
	 * Begin.
	 * @param selector tells when the client has something to do
	 * @throws IOException if the connection is broken
	 */
	void start(Selector selector) throws IOException;

	/**
	 * Do what there is to do.
	 * @param key what the connection is ready for
	 * @param buffer a buffer to use
	 * @param latencies takes the latency of what was completed
	 * @throws IOException if the connection is broken or an answer is not the expected
	 * one
	 */
	void ready(SelectionKey key, ByteBuffer buffer, LatencyHistogram latencies) throws IOException;

	/**
	 * Account for what was not completed in time.
	 * @param latencies takes latencies
	 */
	default void end(LatencyHistogram latencies) {
	}

}
