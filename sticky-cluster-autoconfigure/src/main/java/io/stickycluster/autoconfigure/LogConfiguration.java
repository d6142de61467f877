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

import ch.qos.logback.classic.LoggerContext;
import org.slf4j.LoggerFactory;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;

import io.stickycluster.logs.InstanceLogs;

/**
 * Configuration of what instances write.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(LogProperties.class)
class LogConfiguration {

	private static final String ISOLATION = "sticky.cluster.isolation";

	/**
	 * Configuration for instances in this process, whose lines are taken from its logging
	 * system.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnProperty(name = ISOLATION, havingValue = "context", matchIfMissing = true)
	@Conditional(OnLogbackCondition.class)
	static class ContextLogConfiguration {

		@Bean(destroyMethod = "close")
		InstanceLogs instanceLogs(LogProperties properties) {
			return new InstanceLogs(new LogPropertiesMapper(properties).settings());
		}

		@Bean(initMethod = "attach", destroyMethod = "detach")
		ContextLogCapture contextLogCapture(InstanceLogs logs) {
			return new ContextLogCapture((LoggerContext) LoggerFactory.getILoggerFactory(), logs);
		}

	}

}
