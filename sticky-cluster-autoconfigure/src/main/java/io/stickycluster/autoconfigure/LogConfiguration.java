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
import org.springframework.boot.autoconfigure.condition.AnyNestedCondition;
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

	@Bean(destroyMethod = "close")
	@Conditional(OnReadableLogCondition.class)
	InstanceLogs instanceLogs(LogProperties properties) {
		return new InstanceLogs(new LogPropertiesMapper(properties).settings());
	}

	/**
	 * Configuration for instances in this process, whose lines are taken from its logging
	 * system.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnProperty(name = ISOLATION, havingValue = "context", matchIfMissing = true)
	@Conditional(OnLogbackCondition.class)
	static class ContextLogConfiguration {

		@Bean(initMethod = "attach", destroyMethod = "detach")
		ContextLogCapture contextLogCapture(InstanceLogs logs) {
			return new ContextLogCapture((LoggerContext) LoggerFactory.getILoggerFactory(), logs);
		}

	}

	/**
	 * Matches where it can be read what an instance writes: always when that is the
	 * output of a process, and else from Logback only.
	 */
	static class OnReadableLogCondition extends AnyNestedCondition {

		OnReadableLogCondition() {
			super(ConfigurationPhase.REGISTER_BEAN);
		}

		/**
		 * Instances in JVMs of their own.
		 */
		@ConditionalOnProperty(name = ISOLATION, havingValue = "process")
		static class OnProcess {

		}

		/**
		 * Instances that are other programs.
		 */
		@ConditionalOnProperty(name = ISOLATION, havingValue = "command")
		static class OnCommand {

		}

		/**
		 * A logging system that this JVM's instances share.
		 */
		@Conditional(OnLogbackCondition.class)
		static class OnLogback {

		}

	}

}
