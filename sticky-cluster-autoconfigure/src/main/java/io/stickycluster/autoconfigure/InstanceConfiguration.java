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

import java.util.EnumSet;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication.Type;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;
import org.springframework.core.Ordered;
import org.springframework.core.env.Environment;
import org.springframework.web.server.session.WebSessionManager;

import io.stickycluster.instance.ClusterIdentity;
import io.stickycluster.instance.IdentitySource;
import io.stickycluster.worker.ClusterInstance;
import io.stickycluster.worker.EventStreamFilter;
import io.stickycluster.worker.EventStreamWebFilter;
import io.stickycluster.worker.GatewayPortFilter;
import io.stickycluster.worker.IdentityEventPublisher;
import io.stickycluster.worker.ReactiveOpenSessions;
import io.stickycluster.worker.ServletOpenSessions;

/**
 * Tells the application's beans which instance they live in.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnClusterRole({ ClusterRole.INSTANCE, ClusterRole.STANDALONE })
class InstanceConfiguration {

	private static final ClusterIdentity ALONE = new ClusterIdentity(0, 1, 1, true);

	@Bean
	ClusterInstance clusterInstance(
			@Qualifier(InstanceRun.IDENTITY_SOURCE_BEAN) ObjectProvider<IdentitySource> identitySource,
			Environment environment) {
		return new ClusterInstance(identitySource.getIfAvailable(() -> new IdentitySource(ALONE)),
				() -> environment.getProperty("local.server.port", Integer.class, 0));
	}

	/**
	 * Makes Servlet applications fit behind the gateway.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClusterRole(ClusterRole.INSTANCE)
	@ConditionalOnClass({ Filter.class, FilterRegistrationBean.class })
	@ConditionalOnWebApplication(type = Type.SERVLET)
	static class ServletConfiguration {

		@Bean
		FilterRegistrationBean<GatewayPortFilter> clusterGatewayPortFilter() {
			FilterRegistrationBean<GatewayPortFilter> registration = new FilterRegistrationBean<>(
					new GatewayPortFilter());
			registration.setDispatcherTypes(EnumSet.allOf(DispatcherType.class));
			registration.setOrder(Ordered.HIGHEST_PRECEDENCE);
			return registration;
		}

		@Bean
		ServletOpenSessions clusterOpenSessions() {
			return new ServletOpenSessions();
		}

		@Bean
		EventStreamFilter clusterEventStreamFilter() {
			return new EventStreamFilter();
		}

	}

	/**
	 * Announces changes of the identity, once the application is ready to hear them.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClusterRole(ClusterRole.INSTANCE)
	static class EventConfiguration {

		@Bean
		IdentityEventPublisher clusterIdentityEventPublisher(
				@Qualifier(InstanceRun.IDENTITY_SOURCE_BEAN) IdentitySource identitySource,
				ApplicationEventPublisher events) {
			return new IdentityEventPublisher(identitySource, events::publishEvent);
		}

		@Bean
		IdentityEventStarter clusterIdentityEventStarter(IdentityEventPublisher publisher) {
			return new IdentityEventStarter(publisher);
		}

	}

	/**
	 * Ends event streams that a reactive web server would wait for.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClusterRole(ClusterRole.INSTANCE)
	@ConditionalOnWebApplication(type = Type.REACTIVE)
	static class ReactiveConfiguration {

		@Bean
		ReactiveOpenSessions clusterOpenSessions(ObjectProvider<WebSessionManager> manager) {
			return new ReactiveOpenSessions(manager::getIfUnique);
		}

		@Bean
		EventStreamWebFilter clusterEventStreamFilter() {
			return new EventStreamWebFilter();
		}

	}

	/**
	 * Starts the announcements when the application is ready.
	 *
	 * @param publisher the publisher
	 */
	record IdentityEventStarter(IdentityEventPublisher publisher) {

		@EventListener(ApplicationReadyEvent.class)
		void applicationReady() {
			this.publisher.start();
		}

	}

}
