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

package io.stickycluster.bus.event;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.context.PayloadApplicationEvent;
import org.springframework.context.event.ApplicationEventMulticaster;
import org.springframework.context.event.SimpleApplicationEventMulticaster;
import org.springframework.context.support.AbstractApplicationContext;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.task.SimpleAsyncTaskExecutor;
import tools.jackson.databind.json.JsonMapper;

import io.stickycluster.bus.BusCounts;
import io.stickycluster.bus.BusMessage;
import io.stickycluster.bus.BusOverflow;
import io.stickycluster.bus.BusSettings;
import io.stickycluster.bus.LocalBusHub;
import io.stickycluster.bus.MessageBus;
import io.stickycluster.bus.RemoteEvent;
import io.stickycluster.instance.ClusterIdentity;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RemoteEvents}.
 */
class RemoteEventsTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(30);

	private final LocalBusHub hub = new LocalBusHub();

	private final List<Application> applications = new ArrayList<>();

	@AfterEach
	void close() {
		this.applications.forEach(Application::close);
	}

	@Test
	void remoteEventIsPublishedOnceInEachInstance() {
		List<Application> all = List.of(application(0, false), application(1, false), application(2, true));
		all.get(0).context.publishEvent(new PriceChanged("tea", 3));
		all.forEach((each) -> each.awaitHeard(1));
		all.get(2).context.publishEvent(new PriceChanged("coffee", 4));
		all.forEach((each) -> each.awaitHeard(2));
		// What came back would have come before this
		all.get(1).context.publishEvent(new PriceChanged("end", 0));
		all.forEach((each) -> each.awaitHeard(3));
		all.forEach((each) -> assertThat(each.heard).containsExactlyInAnyOrder(new PriceChanged("tea", 3),
				new PriceChanged("coffee", 4), new PriceChanged("end", 0)));
	}

	@Test
	void otherEventsStay() {
		Application sender = application(0, false);
		Application receiver = application(1, false);
		sender.context.publishEvent(new LocalOnly("secret"));
		sender.context.publishEvent(new PriceChanged("end", 0));
		receiver.awaitHeard(1);
		assertThat(sender.heard).containsExactly(new LocalOnly("secret"), new PriceChanged("end", 0));
		assertThat(receiver.heard).containsExactly(new PriceChanged("end", 0));
	}

	@Test
	void typeThatIsNotAnnotatedIsNeverMade() {
		Application sender = application(0, false);
		Application receiver = application(1, false);
		for (String type : List.of(LocalOnly.class.getName(), "java.net.URL", "no.such.Type")) {
			sender.bus.publishToOthers(BusMessage.of(RemoteEvents.TOPIC, "{}").withHeader(RemoteEvents.TYPE, type));
		}
		sender.bus.publishToOthers(BusMessage.of(RemoteEvents.TOPIC, "{}"));
		sender.context.publishEvent(new PriceChanged("end", 0));
		receiver.awaitHeard(1);
		assertThat(receiver.heard).containsExactly(new PriceChanged("end", 0));
		assertThat(receiver.counts.failures()).isEqualTo(4);
	}

	private Application application(int index, boolean async) {
		Application application = new Application(this.hub, index, async);
		this.applications.add(application);
		return application;
	}

	/**
	 * An event for all.
	 *
	 * @param article what
	 * @param price how much
	 */
	@RemoteEvent
	record PriceChanged(String article, int price) {

	}

	/**
	 * An event for this instance.
	 *
	 * @param text anything
	 */
	record LocalOnly(String text) {

	}

	private static final class Application {

		private final List<Object> heard = new CopyOnWriteArrayList<>();

		private final GenericApplicationContext context = new GenericApplicationContext();

		private final BusCounts counts = new BusCounts();

		private final MessageBus bus;

		Application(LocalBusHub hub, int index, boolean async) {
			ClusterIdentity identity = new ClusterIdentity(index, 1, 3, false);
			this.bus = new MessageBus(hub.join(), () -> identity,
					new BusSettings(1000, 100_000, BusOverflow.DROP_OLDEST), this.counts);
			this.bus.start();
			if (async) {
				SimpleApplicationEventMulticaster multicaster = new SimpleApplicationEventMulticaster();
				multicaster.setTaskExecutor(new SimpleAsyncTaskExecutor());
				this.context.registerBean(AbstractApplicationContext.APPLICATION_EVENT_MULTICASTER_BEAN_NAME,
						ApplicationEventMulticaster.class, () -> multicaster);
			}
			this.context.registerBean(RemoteEvents.class,
					() -> new RemoteEvents(this.bus, new JsonMapper(), this.context, getClass().getClassLoader()));
			this.context.addApplicationListener((event) -> {
				if (event instanceof PayloadApplicationEvent<?> payload) {
					this.heard.add(payload.getPayload());
				}
			});
			this.context.refresh();
		}

		void awaitHeard(int count) {
			Awaitility.await().atMost(TIMEOUT).until(() -> this.heard.size() >= count);
		}

		void close() {
			this.context.close();
			this.bus.close();
		}

	}

}
