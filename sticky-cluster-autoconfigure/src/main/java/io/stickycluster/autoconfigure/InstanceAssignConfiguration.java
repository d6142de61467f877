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

import jakarta.servlet.Filter;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication.Type;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;
import org.springframework.http.HttpHeaders;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.cors.reactive.CorsWebFilter;
import org.springframework.web.filter.CorsFilter;

import io.stickycluster.assign.InstanceAssignment;
import io.stickycluster.assign.PageOrigins;
import io.stickycluster.worker.ClusterInstance;

/**
 * Configuration of instances that clients connect to directly. A plain application has it
 * too: it is the one instance that there is.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnClusterRole({ ClusterRole.INSTANCE, ClusterRole.STANDALONE })
@ConditionalOnRoutingMode(RoutingMode.ASSIGN)
@EnableConfigurationProperties({ AssignProperties.class, ClusterProperties.class })
class InstanceAssignConfiguration {

	/**
	 * Before Spring Security, which would refuse a preflight, and after the filters of
	 * the cluster.
	 */
	private static final int CORS_ORDER = Ordered.HIGHEST_PRECEDENCE + 20;

	@Bean
	AssignSettings clusterAssignSettings(AssignProperties properties, ClusterProperties cluster,
			Environment environment) {
		return new AssignSettings(properties, cluster, environment, null);
	}

	@Bean
	InstanceAssignment instanceAssignment(AssignSettings settings, ClusterInstance instance) {
		return new InstanceAssignment(settings.addresses(), instance::getIndex, instance::getPort);
	}

	@Bean
	PageOrigins pageOrigins(AssignSettings settings) {
		return settings.origins();
	}

	/**
	 * Puts the assignment into the model of each controller.
	 *
	 * @param assignment the assignment
	 */
	@ControllerAdvice
	record AssignmentAdvice(InstanceAssignment assignment) {

		@ModelAttribute(InstanceAssignment.ATTRIBUTE)
		InstanceAssignment instanceAssignment() {
			return this.assignment;
		}

	}

	/**
	 * Lets pages of the public port talk to Servlet applications.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ Filter.class, FilterRegistrationBean.class })
	@ConditionalOnWebApplication(type = Type.SERVLET)
	static class ServletConfiguration {

		@Bean
		FilterRegistrationBean<CorsFilter> clusterCorsFilter(PageOrigins origins) {
			FilterRegistrationBean<CorsFilter> registration = new FilterRegistrationBean<>(
					new CorsFilter((request) -> origins.cors(request.getHeader(HttpHeaders.ORIGIN),
							request.getHeader(HttpHeaders.HOST))));
			registration.setOrder(CORS_ORDER);
			return registration;
		}

	}

	/**
	 * Lets pages of the public port talk to WebFlux applications.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnWebApplication(type = Type.REACTIVE)
	static class ReactiveConfiguration {

		@Bean
		@Order(CORS_ORDER)
		CorsWebFilter clusterCorsFilter(PageOrigins origins) {
			return new CorsWebFilter((exchange) -> {
				HttpHeaders headers = exchange.getRequest().getHeaders();
				return origins.cors(headers.getOrigin(), headers.getFirst(HttpHeaders.HOST));
			});
		}

	}

}
