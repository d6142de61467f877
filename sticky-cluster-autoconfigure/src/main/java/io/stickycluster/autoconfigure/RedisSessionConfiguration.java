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

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication.Type;
import org.springframework.boot.session.autoconfigure.SessionTimeout;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.Environment;
import org.springframework.data.redis.connection.ReactiveRedisConnectionFactory;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.core.ReactiveRedisTemplate;
import org.springframework.data.redis.core.RedisTemplate;
import org.springframework.data.redis.serializer.RedisSerializationContext;
import org.springframework.data.redis.serializer.RedisSerializer;
import org.springframework.session.ReactiveSessionRepository;
import org.springframework.session.SessionIdGenerator;
import org.springframework.session.SessionRepository;
import org.springframework.session.config.ReactiveSessionRepositoryCustomizer;
import org.springframework.session.config.SessionRepositoryCustomizer;
import org.springframework.session.config.annotation.web.http.SpringHttpSessionConfiguration;
import org.springframework.session.config.annotation.web.server.SpringWebSessionConfiguration;
import org.springframework.session.data.redis.ReactiveRedisSessionRepository;
import org.springframework.session.data.redis.RedisSessionRepository;
import reactor.core.publisher.Mono;

import io.stickycluster.session.web.AttributeSerializer;
import io.stickycluster.session.web.ReactiveRedisSessions;
import io.stickycluster.session.web.RedisAttributeSerializer;
import io.stickycluster.session.web.RedisSessions;
import io.stickycluster.session.web.WholeSessionMapper;

/**
 * Sessions in Redis, where Spring Boot does not configure them.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnClass({ SessionTimeout.class, RedisSessionRepository.class })
@ConditionalOnMissingClass("org.springframework.boot.session.data.redis.autoconfigure.SessionDataRedisAutoConfiguration")
@ConditionalOnProperty(name = SharedSessionSettings.STORE, havingValue = "redis")
class RedisSessionConfiguration {

	private static <T> T require(ObjectProvider<T> connections) {
		T factory = connections.getIfUnique();
		if (factory == null) {
			throw new InvalidClusterPropertyException(SharedSessionSettings.STORE, "redis",
					"there is no connection to Redis", "Add 'spring-boot-starter-data-redis' to the application.");
		}
		return factory;
	}

	// Named as Spring Session names it, so that a user can replace it
	@Bean
	@ConditionalOnMissingBean(name = "springSessionDefaultRedisSerializer")
	RedisSerializer<Object> springSessionDefaultRedisSerializer(ApplicationContext context) {
		return new RedisAttributeSerializer(new AttributeSerializer(context.getClassLoader()));
	}

	/**
	 * The sessions of a Servlet application.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnWebApplication(type = Type.SERVLET)
	@ConditionalOnMissingBean(SessionRepository.class)
	@Import({ SpringHttpSessionConfiguration.class, SessionUnavailableConfiguration.ServletConfiguration.class })
	static class ServletConfiguration {

		@Bean
		RedisSessions<?> sessionRepository(ObjectProvider<RedisConnectionFactory> connections,
				@Qualifier("springSessionDefaultRedisSerializer") RedisSerializer<Object> serializer,
				ObjectProvider<SessionTimeout> timeout, ObjectProvider<SessionIdGenerator> idGenerator,
				ObjectProvider<SessionRepositoryCustomizer<RedisSessionRepository>> customizers,
				SharedSessionProperties properties, Environment environment) {
			RedisConnectionFactory factory = require(connections);
			RedisTemplate<String, Object> template = new RedisTemplate<>();
			template.setKeySerializer(RedisSerializer.string());
			template.setHashKeySerializer(RedisSerializer.string());
			template.setDefaultSerializer(serializer);
			template.setConnectionFactory(factory);
			template.afterPropertiesSet();
			RedisSessionRepository repository = new RedisSessionRepository(template);
			repository.setDefaultMaxInactiveInterval(SessionTimeouts.of(timeout));
			repository.setRedisKeyNamespace(new SharedSessionSettings(properties).keyPrefix(environment));
			repository.setRedisSessionMapper(new WholeSessionMapper());
			idGenerator.ifUnique(repository::setSessionIdGenerator);
			customizers.orderedStream().forEach((customizer) -> customizer.customize(repository));
			return new RedisSessions<>(repository, factory);
		}

	}

	/**
	 * The sessions of a reactive application.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnWebApplication(type = Type.REACTIVE)
	@ConditionalOnMissingBean(ReactiveSessionRepository.class)
	@Import({ SpringWebSessionConfiguration.class, SessionUnavailableConfiguration.ReactiveConfiguration.class })
	static class ReactiveConfiguration {

		@Bean
		ReactiveRedisSessions<?> sessionRepository(ObjectProvider<ReactiveRedisConnectionFactory> connections,
				@Qualifier("springSessionDefaultRedisSerializer") RedisSerializer<Object> serializer,
				ObjectProvider<SessionTimeout> timeout, ObjectProvider<SessionIdGenerator> idGenerator,
				ObjectProvider<ReactiveSessionRepositoryCustomizer<ReactiveRedisSessionRepository>> customizers,
				SharedSessionProperties properties, Environment environment) {
			ReactiveRedisConnectionFactory factory = require(connections);
			ReactiveRedisSessionRepository repository = new ReactiveRedisSessionRepository(
					new ReactiveRedisTemplate<>(factory,
							RedisSerializationContext.<String, Object>newSerializationContext(serializer)
								.key(RedisSerializer.string())
								.hashKey(RedisSerializer.string())
								.build()));
			repository.setDefaultMaxInactiveInterval(SessionTimeouts.of(timeout));
			repository.setRedisKeyNamespace(new SharedSessionSettings(properties).keyPrefix(environment));
			WholeSessionMapper mapper = new WholeSessionMapper();
			repository.setRedisSessionMapper((id, content) -> Mono.justOrEmpty(mapper.apply(id, content)));
			idGenerator.ifUnique(repository::setSessionIdGenerator);
			customizers.orderedStream().forEach((customizer) -> customizer.customize(repository));
			return new ReactiveRedisSessions<>(repository, factory);
		}

	}

}
