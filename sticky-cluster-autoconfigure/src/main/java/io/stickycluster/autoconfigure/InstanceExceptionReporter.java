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
import org.springframework.boot.SpringBootExceptionReporter;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/**
 * {@link SpringBootExceptionReporter} that leaves the report of an instance's failed
 * start to the supervisor, which says it once with the instance's index, instead of a
 * banner for each attempt of each instance. A failure without analysis keeps its stack
 * trace in the log, unless a stop in the middle of the start brought it about.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
class InstanceExceptionReporter implements SpringBootExceptionReporter {

	private final @Nullable ConfigurableApplicationContext context;

	InstanceExceptionReporter(@Nullable ConfigurableApplicationContext context) {
		this.context = context;
	}

	@Override
	public boolean reportException(Throwable failure) {
		return isInstance() && (isStopRequested() || FailureText.analyze(failure, this.context) != null);
	}

	private boolean isStopRequested() {
		return InstanceLaunch.current().filter(InstanceLaunch::isStopRequested).isPresent();
	}

	private boolean isInstance() {
		return (this.context != null) ? ClusterRole.of(this.context.getEnvironment()) == ClusterRole.INSTANCE
				: InstanceLaunch.current().isPresent();
	}

}
