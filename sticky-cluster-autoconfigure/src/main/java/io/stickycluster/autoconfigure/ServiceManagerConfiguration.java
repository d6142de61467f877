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

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.http.client.ReactorResourceFactory;

import io.stickycluster.gateway.Gateway;
import io.stickycluster.supervisor.ClusterSupervisor;
import io.stickycluster.systemd.ServiceEnvironment;
import io.stickycluster.systemd.ServiceNotifier;

/**
 * What a service manager such as systemd gets to know and gives, as far as it wants to.
 */
@Configuration(proxyBeanMethods = false)
final class ServiceManagerConfiguration {

	@Bean
	ServiceEnvironment serviceEnvironment(Environment environment) {
		return ServiceEnvironment.of(environment::getProperty, ProcessHandle.current().pid());
	}

	@Bean
	SocketActivation socketActivation(ServiceEnvironment service, Environment environment,
			ObjectProvider<ReactorResourceFactory> resources) {
		return new SocketActivation(service.listeners(), environment, resources);
	}

	@Bean
	ServiceManagerLifecycle serviceManagerLifecycle(ServiceEnvironment service, ClusterSupervisor supervisor,
			ClusterSnapshots snapshots, SocketActivation activation, ObjectProvider<Gateway> gateway) {
		ServiceNotifier notifier = ServiceNotifier.of(service);
		if (notifier != null) {
			snapshots.onChange(() -> notifier.status(
					"%d of %d instances up".formatted(snapshots.get().ready(), snapshots.get().instances().size())));
			if (!service.watchdogTimeout().isZero()) {
				notifier.watch(service.watchdogTimeout(), supervisor::ping);
			}
		}
		return new ServiceManagerLifecycle(notifier, activation, gateway.getIfAvailable());
	}

}
