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

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.messaging.SubscribableChannel;
import org.springframework.messaging.simp.SimpMessagingTemplate;
import org.springframework.messaging.simp.broker.AbstractBrokerMessageHandler;
import org.springframework.messaging.simp.broker.SimpleBrokerMessageHandler;
import org.springframework.messaging.simp.user.UserDestinationMessageHandler;
import tools.jackson.databind.json.JsonMapper;

import io.stickycluster.bus.BusCarrier;
import io.stickycluster.bus.BusCounts;
import io.stickycluster.bus.BusMetrics;
import io.stickycluster.bus.LinkBusCarrier;
import io.stickycluster.bus.LocalBusHub;
import io.stickycluster.bus.MessageBus;
import io.stickycluster.bus.event.RemoteEvents;
import io.stickycluster.bus.redis.RedisBusCarrier;
import io.stickycluster.bus.stomp.StompBridge;
import io.stickycluster.link.PacketLink;
import io.stickycluster.worker.ClusterInstance;

/**
 * The bus in an instance, and what uses it without being asked.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnClusterRole({ ClusterRole.INSTANCE, ClusterRole.STANDALONE })
@EnableConfigurationProperties(BusProperties.class)
class BusConfiguration {

	private static final String CARRIER = BusPropertiesMapper.PREFIX + "carrier";

	private static final String ADD_REDIS = "Add 'spring-boot-starter-data-redis' to the application.";

	@Bean
	BusCounts clusterBusCounts() {
		return new BusCounts();
	}

	@Bean
	BusMetrics clusterBusMetrics(BusCounts counts) {
		return new BusMetrics(counts);
	}

	@Bean(destroyMethod = "close")
	MessageBus clusterBus(BusCarrier carrier, ClusterInstance instance, BusProperties properties, BusCounts counts) {
		return new MessageBus(carrier, instance::getIdentity, new BusPropertiesMapper(properties).settings(), counts);
	}

	@Bean
	BusLifecycle clusterBusLifecycle(MessageBus bus, ConfigurableApplicationContext context) {
		return new BusLifecycle(bus, context::isActive);
	}

	/**
	 * Messages stay within the cluster.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnProperty(name = CARRIER, havingValue = "local", matchIfMissing = true)
	static class LocalConfiguration {

		// In an instance of an older supervisor, or outside of a cluster, there is
		// neither
		@Bean(destroyMethod = "")
		BusCarrier clusterBusCarrier(@Qualifier(InstanceRun.PACKET_LINK_BEAN) ObjectProvider<PacketLink> link,
				@Qualifier(InstanceRun.BUS_HUB_BEAN) ObjectProvider<LocalBusHub> hub, BusCounts counts) {
			PacketLink packets = link.getIfAvailable();
			return (packets != null) ? new LinkBusCarrier(packets, counts)
					: hub.getIfAvailable(LocalBusHub::new).join();
		}

	}

	/**
	 * Messages go through Redis.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(RedisConnectionFactory.class)
	@ConditionalOnProperty(name = CARRIER, havingValue = "redis")
	static class RedisConfiguration {

		@Bean(destroyMethod = "")
		BusCarrier clusterBusCarrier(ObjectProvider<RedisConnectionFactory> connections, BusProperties properties,
				ClusterInstance instance, BusCounts counts, Environment environment) {
			RedisConnectionFactory factory = connections.getIfUnique();
			if (factory == null) {
				throw new InvalidClusterPropertyException(CARRIER, "redis", "there is no connection to Redis",
						ADD_REDIS);
			}
			return new RedisBusCarrier(factory, new BusPropertiesMapper(properties).channelPrefix(environment),
					instance.getIndex(), counts);
		}

	}

	/**
	 * Messages cannot go through Redis.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnMissingClass("org.springframework.data.redis.connection.RedisConnectionFactory")
	@ConditionalOnProperty(name = CARRIER, havingValue = "redis")
	static class MissingRedisConfiguration {

		@Bean
		BusCarrier clusterBusCarrier() {
			throw new InvalidClusterPropertyException(CARRIER, "redis", "Spring Data Redis is not on the class path",
					ADD_REDIS);
		}

	}

	/**
	 * Application events reach all instances.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnBooleanProperty(name = BusPropertiesMapper.PREFIX + "events", matchIfMissing = true)
	static class EventConfiguration {

		@Bean(destroyMethod = "close")
		RemoteEvents clusterRemoteEvents(MessageBus bus, ObjectProvider<JsonMapper> json, ApplicationContext context) {
			return new RemoteEvents(bus, json.getIfAvailable(JsonMapper::shared), context, context.getClassLoader());
		}

	}

	/**
	 * STOMP messages reach the clients of all instances.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(SimpleBrokerMessageHandler.class)
	@ConditionalOnBean({ AbstractBrokerMessageHandler.class, UserDestinationMessageHandler.class })
	@ConditionalOnBooleanProperty(name = BusPropertiesMapper.PREFIX + "stomp", matchIfMissing = true)
	static class StompConfiguration {

		@Bean
		@Nullable StompBridge clusterStompBridge(MessageBus bus, ObjectProvider<AbstractBrokerMessageHandler> brokers,
				UserDestinationMessageHandler users,
				@Qualifier("clientInboundChannel") SubscribableChannel clientInboundChannel,
				@Qualifier("brokerChannel") SubscribableChannel brokerChannel,
				@Qualifier("brokerMessagingTemplate") SimpMessagingTemplate template) {
			// A relay to a broker outside needs no help
			return brokers.stream()
				.filter(SimpleBrokerMessageHandler.class::isInstance)
				.map(SimpleBrokerMessageHandler.class::cast)
				.findFirst()
				.map((broker) -> new StompBridge(bus, broker, users, clientInboundChannel, brokerChannel,
						template.getUserDestinationPrefix()))
				.orElse(null);
		}

	}

}
