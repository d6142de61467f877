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
import java.util.List;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication.Type;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.env.Environment;
import org.springframework.web.server.adapter.WebHttpHandlerBuilder;

import io.stickycluster.worker.TrustedForwardedFilter;
import io.stickycluster.worker.TrustedForwardedTransformer;
import io.stickycluster.worker.TrustedPeers;

/**
 * Configuration of whom an instance believes that listens on an address which others than
 * the gateway reach. Web servers believe everybody.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnClusterRole(ClusterRole.INSTANCE)
@ConditionalOnProperty(InstanceTrustConfiguration.TRUSTED)
class InstanceTrustConfiguration {

	/**
	 * Who is believed. Not for users.
	 */
	static final String TRUSTED = "sticky.cluster.instance.trusted-peers";

	@Bean
	TrustedPeers clusterTrustedPeers(Environment environment) {
		return new TrustedPeers(
				Binder.get(environment).bind(TRUSTED, Bindable.listOf(String.class)).orElseGet(List::of));
	}

	/**
	 * What Servlet applications see.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ Filter.class, FilterRegistrationBean.class })
	@ConditionalOnWebApplication(type = Type.SERVLET)
	static class ServletConfiguration {

		@Bean
		FilterRegistrationBean<TrustedForwardedFilter> clusterForwardedFilter(TrustedPeers peers) {
			FilterRegistrationBean<TrustedForwardedFilter> registration = new FilterRegistrationBean<>(
					new TrustedForwardedFilter(peers));
			registration
				.setDispatcherTypes(EnumSet.of(DispatcherType.REQUEST, DispatcherType.ASYNC, DispatcherType.ERROR));
			registration.setOrder(Ordered.HIGHEST_PRECEDENCE);
			return registration;
		}

	}

	/**
	 * What WebFlux applications see.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnWebApplication(type = Type.REACTIVE)
	static class ReactiveConfiguration {

		@Bean(WebHttpHandlerBuilder.FORWARDED_HEADER_TRANSFORMER_BEAN_NAME)
		TrustedForwardedTransformer forwardedHeaderTransformer(TrustedPeers peers) {
			return new TrustedForwardedTransformer(peers);
		}

	}

}
