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

import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringApplicationRunListener;
import org.springframework.boot.bootstrap.ConfigurableBootstrapContext;
import org.springframework.boot.context.logging.LoggingApplicationListener;
import org.springframework.core.Ordered;

import io.stickycluster.launch.context.ContextLaunch;

/**
 * {@link SpringApplicationRunListener} that keeps the logging listener out of context
 * instances before any event reaches it: an instance shares the supervisor's logging
 * system, and that listener would clean it up for the whole JVM when one instance fails.
 */
class ClusterStartingRunListener implements SpringApplicationRunListener, Ordered {

	private final SpringApplication application;

	ClusterStartingRunListener(SpringApplication application, String[] args) {
		this.application = application;
	}

	@Override
	public int getOrder() {
		return Ordered.HIGHEST_PRECEDENCE;
	}

	@Override
	public void starting(ConfigurableBootstrapContext bootstrapContext) {
		// The sooner an instance is linked, the sooner it learns of its supervisor's end
		ProcessInstanceLaunch.ofThisProcess();
		if (ContextLaunch.current().isPresent()) {
			this.application.setListeners(this.application.getListeners()
				.stream()
				.filter((listener) -> !(listener instanceof LoggingApplicationListener))
				.toList());
		}
	}

}
