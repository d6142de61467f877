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

import jakarta.servlet.DispatcherType;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;

import io.stickycluster.session.web.SessionUnavailableFilter;
import io.stickycluster.session.web.SessionUnavailableHandler;

/**
 * What clients get while their sessions cannot be had.
 */
final class SessionUnavailableConfiguration {

	private SessionUnavailableConfiguration() {
	}

	/**
	 * In a Servlet application.
	 */
	@Configuration(proxyBeanMethods = false)
	static class ServletConfiguration {

		@Bean
		FilterRegistrationBean<SessionUnavailableFilter> clusterSessionUnavailableFilter() {
			FilterRegistrationBean<SessionUnavailableFilter> registration = new FilterRegistrationBean<>(
					new SessionUnavailableFilter());
			registration.setDispatcherTypes(DispatcherType.REQUEST, DispatcherType.ASYNC);
			registration.setOrder(Ordered.HIGHEST_PRECEDENCE + 1);
			return registration;
		}

	}

	/**
	 * In a reactive application.
	 */
	@Configuration(proxyBeanMethods = false)
	static class ReactiveConfiguration {

		@Bean
		SessionUnavailableHandler clusterSessionUnavailableHandler() {
			return new SessionUnavailableHandler();
		}

	}

}
