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

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.springframework.aot.AotDetector;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.aot.AbstractAotProcessor;
import org.springframework.core.env.Environment;
import org.springframework.util.StringUtils;

/**
 * Decides the {@link ClusterRole} of an application run before its context exists.
 *
 * <p>
 * Only web applications take part: the contexts without a web server that a run may start
 * beside its own (a builder's parent, a bootstrap context) stay as they are. Tests of the
 * application's own beans get a plain application, because that is what they test.
 */
class ClusterRoleResolver {

	static final String SKIP_IN_TESTS_PROPERTY = "sticky.cluster.skip-in-tests";

	private static final Log logger = LogFactory.getLog(ClusterRoleResolver.class);

	private final CallStack stack;

	ClusterRoleResolver(CallStack stack) {
		this.stack = stack;
	}

	ClusterRole resolve(SpringApplication application, Environment environment, @Nullable InstanceLaunch launch) {
		boolean web = isWeb(application, environment);
		if (launch != null) {
			return (web && launch.tryClaim()) ? ClusterRole.INSTANCE : ClusterRole.STANDALONE;
		}
		String instances = environment.getProperty(InstanceCount.PROPERTY);
		if (!StringUtils.hasText(instances) || isSkippedInTest(environment)
				|| Boolean.getBoolean(AbstractAotProcessor.AOT_PROCESSING)) {
			return ClusterRole.STANDALONE;
		}
		if (!web) {
			logger.debug("Not clustered although 'sticky.cluster.instances' is set: it has no web server");
			return ClusterRole.STANDALONE;
		}
		if (AotDetector.useGeneratedArtifacts()) {
			throw new InvalidClusterPropertyException(InstanceCount.PROPERTY, instances,
					"the application runs with ahead-of-time generated code, which fixes its beans at build time",
					"Start the application without 'spring.aot.enabled', or remove the property.");
		}
		return ClusterRole.SUPERVISOR;
	}

	private boolean isWeb(SpringApplication application, Environment environment) {
		WebApplicationType type = Binder.get(environment)
			.bind("spring.main.web-application-type", WebApplicationType.class)
			.orElseGet(application::getWebApplicationType);
		return type != null && type != WebApplicationType.NONE;
	}

	private boolean isSkippedInTest(Environment environment) {
		return this.stack.isSpringBootTest() && environment.getProperty(SKIP_IN_TESTS_PROPERTY, Boolean.class, true);
	}

}
