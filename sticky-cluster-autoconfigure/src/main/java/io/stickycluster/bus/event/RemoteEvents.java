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

import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEvent;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.ApplicationListener;
import org.springframework.context.PayloadApplicationEvent;
import org.springframework.util.ClassUtils;
import tools.jackson.databind.json.JsonMapper;

import io.stickycluster.bus.BusMessage;
import io.stickycluster.bus.BusSender;
import io.stickycluster.bus.BusSubscription;
import io.stickycluster.bus.ClusterBus;
import io.stickycluster.bus.RemoteEvent;

/**
 * Passes {@link RemoteEvent remote events} on to the other instances, and publishes
 * theirs here.
 */
public final class RemoteEvents implements ApplicationListener<ApplicationEvent>, AutoCloseable {

	static final String TOPIC = "sticky-cluster.event";

	static final String TYPE = "type";

	private final ClusterBus bus;

	private final JsonMapper json;

	private final ApplicationEventPublisher publisher;

	private final @Nullable ClassLoader classLoader;

	private final ThreadLocal<@Nullable Object> received = new ThreadLocal<>();

	private final BusSubscription subscription;

	/**
	 * Create the passage.
	 * @param bus carries the events
	 * @param json writes and reads them
	 * @param publisher publishes those of other instances
	 * @param classLoader has their classes
	 */
	public RemoteEvents(ClusterBus bus, JsonMapper json, ApplicationEventPublisher publisher,
			@Nullable ClassLoader classLoader) {
		this.bus = bus;
		this.json = json;
		this.publisher = publisher;
		this.classLoader = classLoader;
		this.subscription = bus.subscribe(TOPIC, this::received);
	}

	/**
	 * Return false: the publishing thread is how an event that has come from another
	 * instance is known.
	 */
	@Override
	public boolean supportsAsyncExecution() {
		return false;
	}

	@Override
	public void onApplicationEvent(ApplicationEvent event) {
		Object payload = (event instanceof PayloadApplicationEvent<?> wrapper) ? wrapper.getPayload() : event;
		if (payload != this.received.get() && isRemote(payload.getClass())) {
			this.bus.publishToOthers(BusMessage.of(TOPIC, this.json.writeValueAsBytes(payload))
				.withHeader(TYPE, payload.getClass().getName()));
		}
	}

	@Override
	public void close() {
		this.subscription.close();
	}

	private void received(BusMessage message, BusSender sender) {
		Object event = this.json.readValue(message.payload(), type(message.headers().get(TYPE)));
		this.received.set(event);
		try {
			this.publisher.publishEvent(event);
		}
		finally {
			this.received.remove();
		}
	}

	/**
	 * Return the class of an event. Only such as are meant for it are ever made from what
	 * another instance says.
	 * @param name its name
	 * @return the class
	 */
	private Class<?> type(@Nullable String name) {
		try {
			// Does not initialize it
			Class<?> type = ClassUtils.forName(String.valueOf(name), this.classLoader);
			if (isRemote(type)) {
				return type;
			}
		}
		catch (ClassNotFoundException | LinkageError ex) {
			throw new IllegalArgumentException("Another instance has sent an event of the unknown type " + name, ex);
		}
		throw new IllegalArgumentException(
				"Another instance has sent an event of the type " + name + ", which is no @RemoteEvent");
	}

	private static boolean isRemote(Class<?> type) {
		return type.isAnnotationPresent(RemoteEvent.class);
	}

}
