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

package io.stickycluster.bus;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import io.stickycluster.link.LinkChannel;
import io.stickycluster.link.LinkPacket;
import io.stickycluster.link.PacketLink;

/**
 * {@link BusCarrier} over the control link: the supervisor's {@link BusRelay} passes
 * messages on.
 */
public final class LinkBusCarrier implements BusCarrier {

	/**
	 * Tells the relay that this instance is there, which answers with the same.
	 */
	static final byte[] JOIN = {};

	/**
	 * Longer than the supervisor ever takes.
	 */
	private static final long JOIN_SECONDS = 5;

	private static final Log logger = LogFactory.getLog(LinkBusCarrier.class);

	private final PacketLink link;

	private final BusCounts counts;

	private final CountDownLatch joined = new CountDownLatch(1);

	private volatile Runnable end = () -> {
	};

	/**
	 * Create a carrier.
	 * @param link the instance's end of its control link
	 * @param counts count messages that cannot be read
	 */
	public LinkBusCarrier(PacketLink link, BusCounts counts) {
		this.link = link;
		this.counts = counts;
	}

	@Override
	public boolean trySend(BusFrame frame) {
		return this.link.trySend(new LinkPacket(LinkChannel.BUS, BusFrameCodec.encode(frame)));
	}

	@Override
	public void start(BusReceiver receiver) {
		Runnable endOfReceiving = this.link.receive(LinkChannel.BUS, (body) -> receive(body, receiver));
		Runnable endOfJoining = this.link.onReopened(this::join);
		this.end = () -> {
			endOfReceiving.run();
			endOfJoining.run();
		};
		join();
		try {
			// Clients come when this instance is ready: from then on it must miss nothing
			if (!this.joined.await(JOIN_SECONDS, TimeUnit.SECONDS)) {
				logger.warn("The supervisor has not confirmed yet that it passes messages on to this instance");
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	@Override
	public void close() {
		this.end.run();
	}

	private void join() {
		this.link.trySend(new LinkPacket(LinkChannel.BUS, JOIN));
	}

	private void receive(byte[] body, BusReceiver receiver) {
		if (body.length == 0) {
			this.joined.countDown();
			return;
		}
		BusFrame frame;
		try {
			frame = BusFrameCodec.decode(body);
		}
		catch (IllegalArgumentException ex) {
			this.counts.countDropped(BusCounts.Drop.INVALID);
			logger.warn("A message of another instance could not be read: " + ex.getMessage());
			return;
		}
		receiver.received(frame);
	}

}
