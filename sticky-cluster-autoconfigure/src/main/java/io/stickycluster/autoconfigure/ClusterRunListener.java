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

import java.time.Duration;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringApplicationRunListener;
import org.springframework.boot.bootstrap.ConfigurableBootstrapContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;

/**
 * {@link SpringApplicationRunListener} that gives a run its {@link ClusterRole} once its
 * configuration is known, and then lets the role's own part take over.
 */
class ClusterRunListener implements SpringApplicationRunListener, Ordered {

	private final SpringApplication application;

	private final String[] args;

	private SpringApplicationRunListener part = new SpringApplicationRunListener() {
	};

	ClusterRunListener(SpringApplication application, String[] args) {
		this.application = application;
		this.args = args;
	}

	@Override
	public int getOrder() {
		// After the listener that publishes events, so that configuration data is there
		return Ordered.LOWEST_PRECEDENCE;
	}

	@Override
	public void environmentPrepared(ConfigurableBootstrapContext bootstrapContext,
			ConfigurableEnvironment environment) {
		CallStack stack = CallStack.ofCurrentThread();
		InstanceLaunch launch = InstanceLaunch.current().orElse(null);
		ClusterRole role = new ClusterRoleResolver(stack).resolve(this.application, environment, launch);
		if (role == ClusterRole.SUPERVISOR) {
			this.part = new SupervisorRun(this.application, this.args, stack);
		}
		else if (role == ClusterRole.INSTANCE && launch != null) {
			this.part = new InstanceRun(launch);
		}
		this.part.environmentPrepared(bootstrapContext, environment);
	}

	@Override
	public void contextPrepared(ConfigurableApplicationContext context) {
		this.part.contextPrepared(context);
	}

	@Override
	public void contextLoaded(ConfigurableApplicationContext context) {
		this.part.contextLoaded(context);
	}

	@Override
	public void started(ConfigurableApplicationContext context, @Nullable Duration timeTaken) {
		this.part.started(context, timeTaken);
	}

	@Override
	public void ready(ConfigurableApplicationContext context, @Nullable Duration timeTaken) {
		this.part.ready(context, timeTaken);
	}

	@Override
	public void failed(@Nullable ConfigurableApplicationContext context, Throwable exception) {
		this.part.failed(context, exception);
	}

}
