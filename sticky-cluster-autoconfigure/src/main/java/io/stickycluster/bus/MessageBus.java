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

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

import io.stickycluster.instance.ClusterIdentity;

/**
 * {@link ClusterBus} of one instance, whatever carries its messages.
 */
public final class MessageBus implements ClusterBus, AutoCloseable {

	private final long id = ThreadLocalRandom.current().nextLong();

	private final BusCarrier carrier;

	private final Supplier<ClusterIdentity> identity;

	private final BusSettings settings;

	private final BusCounts counts;

	private final BusThreads threads;

	private final AtomicBoolean started = new AtomicBoolean();

	private final Map<String, List<QueuedSubscription>> subscriptions = new ConcurrentHashMap<>();

	/**
	 * Create a bus, which receives nothing until it is {@link #start() started}.
	 * @param carrier carries its messages
	 * @param identity the instance's identity
	 * @param settings its limits
	 * @param counts count what it does
	 */
	public MessageBus(BusCarrier carrier, Supplier<ClusterIdentity> identity, BusSettings settings, BusCounts counts) {
		this.carrier = carrier;
		this.identity = identity;
		this.settings = settings;
		this.counts = counts;
		this.threads = new BusThreads(identity.get().index());
	}

	/**
	 * Begin to receive, once.
	 */
	public void start() {
		if (this.started.compareAndSet(false, true)) {
			this.carrier.start(this::receive);
		}
	}

	@Override
	public boolean publishToOthers(BusMessage message) {
		return send(frame(BusFrame.OTHERS, message));
	}

	@Override
	public boolean publishToAll(BusMessage message) {
		BusFrame frame = frame(BusFrame.OTHERS, message);
		dispatch(frame);
		return send(frame);
	}

	@Override
	public boolean publishTo(int index, BusMessage message) {
		if (index < 0) {
			throw new IllegalArgumentException("'index' must not be negative but is " + index);
		}
		BusFrame frame = frame(index, message);
		if (index == frame.sender().index()) {
			dispatch(frame);
		}
		// There may be another generation of this index, or another machine
		return send(frame);
	}

	@Override
	public BusSubscription subscribe(String topic, BusListener listener) {
		QueuedSubscription subscription = new QueuedSubscription(topic, listener, this.settings, this.counts,
				this.threads::tryExecute, this::remove);
		this.subscriptions.compute(topic, (key, present) -> {
			List<QueuedSubscription> all = (present != null) ? present : new CopyOnWriteArrayList<>();
			all.add(subscription);
			return all;
		});
		return subscription;
	}

	/**
	 * End all subscriptions, and the carrier.
	 */
	@Override
	public void close() {
		this.carrier.close();
		this.subscriptions.values().forEach((all) -> all.forEach(QueuedSubscription::close));
		this.threads.close();
	}

	private void remove(QueuedSubscription subscription) {
		this.subscriptions.computeIfPresent(subscription.topic(), (key, all) -> {
			all.remove(subscription);
			return all.isEmpty() ? null : all;
		});
	}

	private BusFrame frame(int target, BusMessage message) {
		int size = message.size();
		if (size > this.settings.maxMessageSize()) {
			throw new IllegalArgumentException(
					"A message of topic '%s' has %d bytes, 'sticky.cluster.bus.max-message-size' allows %d"
						.formatted(message.topic(), size, this.settings.maxMessageSize()));
		}
		ClusterIdentity identity = this.identity.get();
		return new BusFrame(target, new BusSender(this.id, identity.index(), identity.generation()), message, size);
	}

	private boolean send(BusFrame frame) {
		this.counts.countPublished();
		boolean sent = this.carrier.trySend(frame);
		if (!sent) {
			this.counts.countDropped(BusCounts.Drop.CARRIER);
		}
		return sent;
	}

	private void receive(BusFrame frame, BusWakeUps wakeUps) {
		if (frame.isFor(this.id, this.identity.get().index())) {
			this.counts.countReceived();
			dispatch(frame, wakeUps);
		}
	}

	private void dispatch(BusFrame frame) {
		BusReceiver ownSubscriptions = this::dispatch;
		ownSubscriptions.received(frame);
	}

	private void dispatch(BusFrame frame, BusWakeUps wakeUps) {
		List<QueuedSubscription> all = this.subscriptions.get(frame.message().topic());
		if (all != null) {
			all.forEach((subscription) -> subscription.offer(frame, wakeUps));
		}
	}

}
