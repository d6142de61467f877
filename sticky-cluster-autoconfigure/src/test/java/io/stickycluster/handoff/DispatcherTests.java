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

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import io.netty.channel.Channel;
import io.netty.channel.embedded.EmbeddedChannel;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

import io.stickycluster.affinity.AddressKeys;
import io.stickycluster.affinity.AffinityKey;
import io.stickycluster.affinity.AffinityTable;
import io.stickycluster.affinity.InstanceSelector;
import io.stickycluster.instance.ClusterSnapshot;
import io.stickycluster.instance.Instance;
import io.stickycluster.instance.InstanceState;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of {@link Dispatcher} without sockets and threads.
 */
@NullUnmarked
class DispatcherTests {

	private static final Generation FIRST = new Generation(0, 1);

	private final EmbeddedChannel clock = new EmbeddedChannel();

	private final AffinityTable table = new AffinityTable(InstanceSelector.rendezvous(), 100, Duration.ofMinutes(1),
			System::nanoTime);

	private final List<Channel> arrived = new ArrayList<>();

	private ClusterSnapshot snapshot = cluster(InstanceState.UP);

	private int ended;

	private final Dispatcher dispatcher = new Dispatcher(
			new HandoffSettings(0, 0, 0, Duration.ofSeconds(10), 3, new AddressKeys(32, 64), null), () -> this.snapshot,
			this.table, this.clock.eventLoop());

	private final PassedOn receiver = new PassedOn();

	@Test
	void noMoreAreUnderWayThanTheWindowAndTheOthersFollowInOrder() {
		this.dispatcher.opened(FIRST, this.receiver);
		arrive(Destination.WINDOW + 2);
		assertThat(this.receiver.passed).hasSize(Destination.WINDOW);
		assertThat(this.dispatcher.counts().waiting()).isEqualTo(2);
		this.dispatcher.taken(this.receiver, 1);
		this.dispatcher.taken(this.receiver, 2);
		assertThat(this.receiver.passed).hasSize(Destination.WINDOW + 2).isEqualTo(this.arrived);
		assertThat(this.dispatcher.counts().waiting()).isZero();
	}

	@Test
	void whatAnInstanceHasNotTakenWhenItEndsIsPassedToTheNextOne() {
		this.dispatcher.opened(FIRST, this.receiver);
		arrive(3);
		this.dispatcher.taken(this.receiver, 2);
		this.dispatcher.gone(this.receiver);
		assertThat(this.ended).isOne();
		assertThat(this.dispatcher.counts().waiting()).isEqualTo(2);
		PassedOn next = new PassedOn();
		this.dispatcher.opened(FIRST, next);
		assertThat(next.passed).containsExactly(this.arrived.get(0), this.arrived.get(2));
		assertThat(this.dispatcher.counts().allRepeated()).isEqualTo(2);
	}

	@Test
	void copyIsClosedOnlyWhenTheInstanceHasTheConnection() {
		this.dispatcher.opened(FIRST, this.receiver);
		arrive(2);
		assertThat(this.arrived).allMatch(Channel::isOpen);
		this.dispatcher.taken(this.receiver, 1);
		assertThat(this.arrived.get(0).isOpen()).isFalse();
		assertThat(this.arrived.get(1).isOpen()).isTrue();
	}

	@Test
	void connectionThatIsGivenBackWaitsUntilTheClusterHasChanged() {
		this.dispatcher.opened(FIRST, this.receiver);
		arrive(1);
		this.dispatcher.givenBack(this.receiver, 1);
		arrive(1);
		assertThat(this.receiver.passed).hasSize(1);
		PassedOn other = new PassedOn();
		this.dispatcher.opened(new Generation(1, 1), other);
		this.snapshot = cluster(InstanceState.STOPPING, InstanceState.UP);
		this.dispatcher.clusterChanged();
		assertThat(other.passed).isEqualTo(this.arrived);
	}

	@Test
	void whoHasWaitedForTooLongIsClosed() {
		arrive(2);
		passSeconds(9);
		assertThat(this.dispatcher.counts().waiting()).isEqualTo(2);
		passSeconds(2);
		assertThat(this.dispatcher.counts().waiting()).isZero();
		assertThat(this.dispatcher.counts().allExpired()).isEqualTo(2);
		assertThat(this.arrived).noneMatch(Channel::isOpen);
		assertThat(this.ended).isEqualTo(2);
	}

	@Test
	void noMoreWaitThanMay() {
		arrive(4);
		assertThat(this.dispatcher.counts().waiting()).isEqualTo(3);
		assertThat(this.dispatcher.counts().allRejected()).isOne();
		assertThat(this.arrived.get(3).isOpen()).isFalse();
	}

	@Test
	void instanceThatHasEndedIsKnownNoMoreEvenIfItDoesNotSaySo() {
		this.dispatcher.opened(FIRST, this.receiver);
		arrive(2);
		this.dispatcher.taken(this.receiver, 1);
		this.snapshot = cluster(InstanceState.FAILED);
		this.dispatcher.clusterChanged();
		assertThat(this.ended).isZero();
		passSeconds(2);
		assertThat(this.ended).isEqualTo(2);
		assertThat(this.arrived).noneMatch(Channel::isOpen);
		assertThat(this.dispatcher.destination(FIRST)).isNull();
		assertThat(this.dispatcher.total(0)).isOne();
	}

	@Test
	void whatAnInstanceThatHasEndedHasTakenIsGivenToNobodyElse() {
		this.dispatcher.opened(FIRST, this.receiver);
		PassedOn other = new PassedOn();
		this.dispatcher.opened(new Generation(1, 1), other);
		arrive(Destination.WINDOW + 1);
		this.snapshot = cluster(InstanceState.BACKING_OFF, InstanceState.UP);
		this.dispatcher.clusterChanged();
		assertThat(other.passed).containsExactly(this.arrived.get(Destination.WINDOW));
		this.dispatcher.taken(this.receiver, 1);
		this.dispatcher.clusterChanged();
		passSeconds(2);
		assertThat(other.passed).hasSize(Destination.WINDOW).doesNotContain(this.arrived.get(0));
		assertThat(this.ended).isOne();
	}

	@Test
	void nothingIsLeftWhenItIsClosed() {
		arrive(2);
		this.dispatcher.close();
		arrive(1);
		assertThat(this.arrived).noneMatch(Channel::isOpen);
		assertThat(this.ended).isEqualTo(3);
		assertThat(this.dispatcher.counts().waiting()).isZero();
	}

	private void passSeconds(int seconds) {
		this.clock.advanceTimeBy(seconds, TimeUnit.SECONDS);
		this.clock.runScheduledPendingTasks();
	}

	private void arrive(int count) {
		for (int i = 0; i < count; i++) {
			EmbeddedChannel channel = new EmbeddedChannel();
			this.arrived.add(channel);
			this.dispatcher.dispatch(new Arrival(channel, new AffinityKey(0, 1), true, () -> this.ended++));
		}
	}

	private static ClusterSnapshot cluster(InstanceState... states) {
		List<Instance> instances = new ArrayList<>();
		for (InstanceState state : states) {
			instances.add(new Instance(instances.size(), 1, state, new InetSocketAddress("127.0.0.1", 3131), null,
					Map.of(), 1, null, 0, 0, null, null, null, true, false));
		}
		return new ClusterSnapshot(states.length, instances);
	}

	/**
	 * Remembers what it was to pass on.
	 */
	private static final class PassedOn implements Receiver {

		private final List<Channel> passed = new ArrayList<>();

		@Override
		public void pass(int id, Channel connection) {
			this.passed.add(connection);
		}

		@Override
		public TakerCounts counts() {
			return TakerCounts.NONE;
		}

		@Override
		public void end(int webSocketCloseCode, Duration spread) {
			throw new UnsupportedOperationException();
		}

	}

}
