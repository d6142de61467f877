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

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link LocalBusHub}.
 */
class LocalBusHubTests extends BusContract {

	private final LocalBusHub hub = new LocalBusHub();

	@Override
	BusCarrier carrier(int index, BusCounts counts) {
		return this.hub.join();
	}

	@Test
	void listenerRunsInAThreadOfItsOwnInstance() throws Exception {
		Member receiver = member(0, 1);
		CompletableFuture<Thread> called = new CompletableFuture<>();
		receiver.bus.subscribe("who", (message, sender) -> called.complete(Thread.currentThread()));
		ThreadGroup other = new ThreadGroup("other");
		Member sender = member(1, 1);
		Thread thread = new Thread(other, () -> sender.bus.publishToOthers(BusMessage.of("who", "me")));
		thread.setContextClassLoader(null);
		thread.start();
		Thread caller = called.get(60, TimeUnit.SECONDS);
		assertThat(caller.getThreadGroup()).isSameAs(Thread.currentThread().getThreadGroup());
		assertThat(caller.getContextClassLoader()).isSameAs(Thread.currentThread().getContextClassLoader());
	}

}
