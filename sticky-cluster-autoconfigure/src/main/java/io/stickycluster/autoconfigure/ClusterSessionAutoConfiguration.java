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
import org.springframework.beans.factory.BeanClassLoaderAware;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Lazy;
import org.springframework.util.ClassUtils;

/**
 * {@link AutoConfiguration Auto-configuration} of HTTP sessions that outlive their
 * instance, by Spring Session.
 */
@AutoConfiguration(afterName = "org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration",
		beforeName = { "org.springframework.boot.session.autoconfigure.SessionAutoConfiguration",
				"org.springframework.boot.session.data.redis.autoconfigure.SessionDataRedisAutoConfiguration",
				"org.springframework.boot.session.jdbc.autoconfigure.JdbcSessionAutoConfiguration",
				"org.springframework.boot.webflux.autoconfigure.WebFluxAutoConfiguration" })
@ConditionalOnClusterRole(ClusterRole.INSTANCE)
@EnableConfigurationProperties(SharedSessionProperties.class)
@Import({ SupervisorSessionConfiguration.class, RedisSessionConfiguration.class })
public final class ClusterSessionAutoConfiguration {

	/**
	 * What must be there for sessions in the supervisor.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnProperty(name = SharedSessionSettings.STORE, havingValue = "supervisor")
	static class SupervisorRequirements {

		@Bean
		@Lazy(false)
		RequiredClass clusterSessionRequirement() {
			return new RequiredClass("supervisor", "org.springframework.boot.session.autoconfigure.SessionTimeout",
					"org.springframework.boot:spring-boot-session");
		}

	}

	/**
	 * What must be there for sessions in Redis.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnProperty(name = SharedSessionSettings.STORE, havingValue = "redis")
	static class RedisRequirements {

		@Bean
		@Lazy(false)
		RequiredClass clusterSessionRequirement() {
			return new RequiredClass("redis", "org.springframework.boot.session.autoconfigure.SessionTimeout",
					"org.springframework.boot:spring-boot-session");
		}

		@Bean
		@Lazy(false)
		RequiredClass clusterRedisSessionRequirement() {
			return new RequiredClass("redis", "org.springframework.session.data.redis.RedisSessionRepository",
					"org.springframework.session:spring-session-data-redis");
		}

	}

	/**
	 * Lets an application fail that lacks a library, rather than lose its sessions.
	 */
	static final class RequiredClass implements BeanClassLoaderAware, InitializingBean {

		private final String store;

		private final String className;

		private final String artifact;

		private @Nullable ClassLoader classLoader;

		RequiredClass(String store, String className, String artifact) {
			this.store = store;
			this.className = className;
			this.artifact = artifact;
		}

		@Override
		public void setBeanClassLoader(ClassLoader classLoader) {
			this.classLoader = classLoader;
		}

		@Override
		public void afterPropertiesSet() {
			InvalidClusterPropertyException.throwUnless(ClassUtils.isPresent(this.className, this.classLoader),
					SharedSessionSettings.STORE, this.store, "'" + this.artifact + "' is not on the class path",
					"Add '" + this.artifact + "' to the application.");
		}

	}

}
