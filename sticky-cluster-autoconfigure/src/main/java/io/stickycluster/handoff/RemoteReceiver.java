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

package io.stickycluster.handoff;

import java.time.Duration;

import io.netty.channel.Channel;
import io.netty.channel.unix.UnixChannel;

/**
 * {@link Receiver} of an instance in another process. It gets a copy of each connection
 * over one socket and says what becomes of it over another. Confined to the event loop.
 */
final class RemoteReceiver implements Receiver {

	private final Channel passing;

	private final Channel talking;

	private volatile TakerCounts counts = TakerCounts.NONE;

	RemoteReceiver(Channel passing, Channel talking) {
		this.passing = passing;
		this.talking = talking;
	}

	@Override
	public void pass(int id, Channel connection) {
		// When that fails the socket is closed, which says enough
		this.passing.writeAndFlush(((UnixChannel) connection).fd());
	}

	@Override
	public TakerCounts counts() {
		return this.counts;
	}

	void counts(TakerCounts told) {
		this.counts = told;
	}

	/**
	 * What the instance has told before does not count any more: there may be a
	 * connection that it did not know of.
	 */
	@Override
	public void end(int webSocketCloseCode, Duration spread) {
		this.counts = new TakerCounts(this.counts.requests(), this.counts.webSockets(),
				Math.max(1, this.counts.recent()));
		Frame frame = Frame.of(Frame.Type.END, webSocketCloseCode,
				(int) Math.min(spread.toMillis(), Integer.MAX_VALUE));
		this.talking.writeAndFlush(frame.encode(this.talking.alloc()));
	}

}
