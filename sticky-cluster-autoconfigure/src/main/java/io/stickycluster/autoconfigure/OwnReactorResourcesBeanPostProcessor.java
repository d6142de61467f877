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

import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.core.env.Environment;
import org.springframework.http.client.ReactorResourceFactory;
import reactor.netty.ReactorNetty;
import reactor.netty.resources.LoopResources;

/**
 * {@link BeanPostProcessor} that gives each context of a cluster its own Reactor Netty
 * resources. The first context to close would otherwise dispose the event loops of the
 * whole JVM, those of the gateway among them.
 *
 * <p>
 * The gateway has one event loop for each processor, as nginx has workers: Reactor Netty
 * starts at least four, which wait for each other where there are fewer processors. The
 * system property {@code reactor.netty.ioWorkerCount} sets another number.
 */
class OwnReactorResourcesBeanPostProcessor implements BeanPostProcessor {

	private final Environment environment;

	OwnReactorResourcesBeanPostProcessor(Environment environment) {
		this.environment = environment;
	}

	@Override
	public Object postProcessBeforeInitialization(Object bean, String beanName) {
		if (bean instanceof ReactorResourceFactory factory) {
			factory.setUseGlobalResources(false);
			if (ClusterRole.of(this.environment) == ClusterRole.SUPERVISOR
					&& System.getProperty(ReactorNetty.IO_WORKER_COUNT) == null) {
				factory.setLoopResourcesSupplier(OwnReactorResourcesBeanPostProcessor::loopForEachProcessor);
			}
			if (!this.environment.containsProperty("spring.reactor.netty.shutdown-quiet-period")) {
				// The server has ended gracefully before: there is nothing to be quiet
				// for
				factory.setShutdownQuietPeriod(Duration.ZERO);
			}
		}
		return bean;
	}

	private static LoopResources loopForEachProcessor() {
		return LoopResources.create("sticky-cluster-gateway", Runtime.getRuntime().availableProcessors(), true);
	}

}
