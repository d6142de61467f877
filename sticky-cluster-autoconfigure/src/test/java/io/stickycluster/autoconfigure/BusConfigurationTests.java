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

package io.stickycluster.autoconfigure;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.messaging.simp.config.MessageBrokerRegistry;
import org.springframework.mock.env.MockEnvironment;
import org.springframework.util.unit.DataSize;
import org.springframework.web.socket.config.annotation.EnableWebSocketMessageBroker;
import org.springframework.web.socket.config.annotation.StompEndpointRegistry;
import org.springframework.web.socket.config.annotation.WebSocketMessageBrokerConfigurer;

import io.stickycluster.autoconfigure.BusProperties.Carrier;
import io.stickycluster.bus.BusCarrier;
import io.stickycluster.bus.BusMessage;
import io.stickycluster.bus.BusMetrics;
import io.stickycluster.bus.BusOverflow;
import io.stickycluster.bus.BusSettings;
import io.stickycluster.bus.ClusterBus;
import io.stickycluster.bus.event.RemoteEvents;
import io.stickycluster.bus.stomp.StompBridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link BusConfiguration}, {@link BusPropertiesMapper} and
 * {@link BusProperties}.
 */
class BusConfigurationTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(ClusterAutoConfiguration.class));

	@Test
	void plainApplicationHasABusOfItsOwn() {
		this.runner.run((context) -> {
			assertThat(context).hasSingleBean(ClusterBus.class)
				.hasSingleBean(RemoteEvents.class)
				.doesNotHaveBean(StompBridge.class);
			ClusterBus bus = context.getBean(ClusterBus.class);
			List<String> heard = new CopyOnWriteArrayList<>();
			bus.subscribe("topic", (message, sender) -> heard.add(message.text()));
			bus.publishToOthers(BusMessage.of("topic", "nobody"));
			bus.publishToAll(BusMessage.of("topic", "myself"));
			Awaitility.await().until(() -> heard.size() == 1);
			assertThat(heard).containsExactly("myself");
			MeterRegistry registry = new SimpleMeterRegistry();
			context.getBean(BusMetrics.class).bindTo(registry);
			assertThat(registry.get("sticky.cluster.bus.published").functionCounter().count()).isEqualTo(2);
			assertThat(registry.find("sticky.cluster.bus.dropped").functionCounters()).hasSize(3);
		});
	}

	@Test
	void eventsCanBeSwitchedOff() {
		this.runner.withPropertyValues("sticky.cluster.bus.events=false")
			.run((context) -> assertThat(context).hasSingleBean(ClusterBus.class).doesNotHaveBean(RemoteEvents.class));
	}

	@Test
	void simpleBrokerGetsABridge() {
		this.runner.withUserConfiguration(SimpleBroker.class)
			.run((context) -> assertThat(context.getBean(StompBridge.class).isRunning()).isTrue());
		this.runner.withUserConfiguration(SimpleBroker.class)
			.withPropertyValues("sticky.cluster.bus.stomp=false")
			.run((context) -> assertThat(context).doesNotHaveBean(StompBridge.class));
	}

	@Test
	void applicationWithoutMessagingHasABus() {
		this.runner.withClassLoader(new FilteredClassLoader("org.springframework.messaging"))
			.run((context) -> assertThat(context).hasSingleBean(ClusterBus.class));
	}

	@Test
	void redisThatIsMissingIsTold() {
		this.runner.withPropertyValues("sticky.cluster.bus.carrier=redis")
			.run((context) -> assertRedisIsMissing(context.getStartupFailure(), "there is no connection to Redis"));
		this.runner.withPropertyValues("sticky.cluster.bus.carrier=redis")
			.withClassLoader(new FilteredClassLoader("org.springframework.data.redis"))
			.run((context) -> assertRedisIsMissing(context.getStartupFailure(),
					"Spring Data Redis is not on the class path"));
	}

	@Test
	void redisThatIsNotThereYetDoesNotKeepTheApplicationFromStarting() {
		this.runner.withPropertyValues("sticky.cluster.bus.carrier=redis")
			.withBean(RedisConnectionFactory.class, () -> new LettuceConnectionFactory("127.0.0.1", 1))
			.run((context) -> {
				assertThat(context).hasNotFailed();
				assertThat(context.getBean(BusCarrier.class).getClass().getSimpleName()).isEqualTo("RedisBusCarrier");
			});
	}

	@Test
	void defaults() {
		BusProperties properties = bind(Map.of());
		assertThat(new BusPropertiesMapper(properties).settings())
			.isEqualTo(new BusSettings(256 * 1024, 16 * 1024 * 1024, BusOverflow.DROP_OLDEST));
		assertThat(properties.getCarrier()).isEqualTo(Carrier.LOCAL);
		assertThat(properties.isEvents()).isTrue();
		assertThat(properties.isStomp()).isTrue();
		assertThat(new BusPropertiesMapper(properties)
			.channelPrefix(new MockEnvironment().withProperty("spring.application.name", "shop")))
			.isEqualTo("sticky-cluster.shop");
	}

	@Test
	void everyPropertyIsBound() {
		BusProperties properties = bind(Map.of("carrier", "redis", "channel-prefix", "chat", "max-message-size", "10KB",
				"queue-size", "20KB", "overflow", "drop-newest", "events", "false", "stomp", "false"));
		assertThat(new BusPropertiesMapper(properties).settings())
			.isEqualTo(new BusSettings((int) DataSize.ofKilobytes(10).toBytes(),
					(int) DataSize.ofKilobytes(20).toBytes(), BusOverflow.DROP_NEWEST));
		assertThat(properties.getCarrier()).isEqualTo(Carrier.REDIS);
		assertThat(properties.isEvents()).isFalse();
		assertThat(properties.isStomp()).isFalse();
		assertThat(new BusPropertiesMapper(properties).channelPrefix(new MockEnvironment())).isEqualTo("chat");
	}

	@ParameterizedTest
	@CsvSource({ "max-message-size, 0B", "max-message-size, 2MB", "queue-size, 100KB", "queue-size, 2GB" })
	void impossibleSizesAreRefused(String name, String value) {
		assertThatExceptionOfType(InvalidClusterPropertyException.class)
			.isThrownBy(() -> new BusPropertiesMapper(bind(Map.of(name, value))).settings())
			.withMessageContaining("sticky.cluster.bus." + name);
	}

	private static BusProperties bind(Map<String, String> values) {
		MapConfigurationPropertySource source = new MapConfigurationPropertySource();
		values.forEach((name, value) -> source.put("sticky.cluster.bus." + name, value));
		return new Binder(source).bindOrCreate("sticky.cluster.bus", Bindable.of(BusProperties.class));
	}

	private static void assertRedisIsMissing(Throwable failure, String reason) {
		assertThat(failure).hasRootCauseInstanceOf(InvalidClusterPropertyException.class)
			.rootCause()
			.hasMessageContaining("'sticky.cluster.bus.carrier' has the value 'redis', but " + reason);
	}

	/**
	 * An application with STOMP.
	 */
	@Configuration(proxyBeanMethods = false)
	@EnableWebSocketMessageBroker
	static class SimpleBroker implements WebSocketMessageBrokerConfigurer {

		@Override
		public void registerStompEndpoints(StompEndpointRegistry registry) {
			registry.addEndpoint("/stomp");
		}

		@Override
		public void configureMessageBroker(MessageBrokerRegistry registry) {
			registry.enableSimpleBroker("/topic");
		}

	}

}
