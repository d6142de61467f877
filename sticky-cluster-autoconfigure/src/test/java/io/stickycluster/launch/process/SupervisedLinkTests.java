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

package io.stickycluster.launch.process;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;

import io.stickycluster.instance.ClusterIdentity;
import io.stickycluster.instance.FailureKind;
import io.stickycluster.instance.InstanceVitals;
import io.stickycluster.link.Link;
import io.stickycluster.link.LinkMessage;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link SupervisedLink} that need no link.
 */
class SupervisedLinkTests {

	private static final InstanceVitals VITALS = new InstanceVitals(Instant.EPOCH, 1, 2, 3, 4, 5, Duration.ZERO,
			Duration.ZERO, 6, 7);

	private final AtomicLong nanoTime = new AtomicLong(-5);

	private final List<LinkMessage.Ready> ready = new ArrayList<>();

	private final SupervisedLink link = new SupervisedLink("test", 0, new ClusterIdentity(0, 1, 1, false),
			Duration.ofSeconds(1), this.nanoTime::get, List.of(), this.ready::add, () -> {
			});

	@Test
	void instanceThatIsNotReadyIsNeverSilent() {
		this.link.received(new LinkMessage.Vitals(VITALS));
		elapse(Duration.ofHours(1));
		assertThat(this.link.silence()).isZero();
	}

	@Test
	void silenceCountsFromWhenTheNextSignIsDue() {
		this.link.received(new LinkMessage.Ready(1, Map.of(), ""));
		elapse(Duration.ofMillis(900));
		assertThat(this.link.silence()).isZero();
		elapse(Duration.ofMillis(300));
		assertThat(this.link.silence()).isEqualTo(Duration.ofMillis(200));
		this.link.received(new LinkMessage.Vitals(VITALS));
		assertThat(this.link.silence()).isZero();
		assertThat(this.link.vitals()).hasValue(VITALS);
	}

	@Test
	void readyIsToldOnce() {
		this.link.received(new LinkMessage.Ready(1, Map.of(), ""));
		this.link.received(new LinkMessage.Ready(2, Map.of(), ""));
		assertThat(this.ready).containsExactly(new LinkMessage.Ready(1, Map.of(), ""));
	}

	@Test
	void announcedEndIsToldOnce() {
		List<String> told = new ArrayList<>();
		this.link.whenEnding().thenAccept(told::add);
		this.link.received(new LinkMessage.Stopping("first"));
		this.link.received(new LinkMessage.Stopping("second"));
		assertThat(told).containsExactly("first");
	}

	@Test
	void stopWithoutALinkIsNotTaken() {
		assertThat(this.link.requestStop()).isFalse();
	}

	@Test
	void endWithoutWordsTellsNothing() {
		assertThat(this.link.end(1)).isNull();
		assertThat(this.link.end(null)).isNull();
	}

	@Test
	void endByALostLinkIsSaid() {
		assertThat(this.link.end(Link.LOST_EXIT_CODE)).satisfies((failed) -> {
			assertThat(failed.kind()).isEqualTo(FailureKind.ERROR);
			assertThat(failed.text()).startsWith("It lost its control link");
		});
	}

	@Test
	void announcedEndExplainsOnlyExitCodeZero() {
		this.link.received(new LinkMessage.Stopping("context closed"));
		assertThat(this.link.end(143)).isNull();
		assertThat(this.link.end(0))
			.isEqualTo(new LinkMessage.Failed(FailureKind.ENDED, "It ended by itself: context closed"));
	}

	@Test
	void toldFailureIsKept() {
		LinkMessage.Failed failed = new LinkMessage.Failed(FailureKind.CONFIGURATION, "x");
		this.link.received(failed);
		this.link.received(new LinkMessage.Stopping("context closed"));
		assertThat(this.link.end(0)).isEqualTo(failed);
	}

	private void elapse(Duration duration) {
		this.nanoTime.addAndGet(duration.toNanos());
	}

}
