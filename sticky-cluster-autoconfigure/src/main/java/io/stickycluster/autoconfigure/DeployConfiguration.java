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

import java.nio.file.Path;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

import io.stickycluster.launch.deploy.Artifacts;
import io.stickycluster.launch.deploy.DeployHome;
import io.stickycluster.launch.deploy.DeployMemory;
import io.stickycluster.launch.process.ClassDataSharing;
import io.stickycluster.launch.process.JavaProgram;
import io.stickycluster.launch.process.PrivateDirectory;
import io.stickycluster.launch.survive.StateDirectory;
import io.stickycluster.supervisor.ClusterSupervisor;
import io.stickycluster.supervisor.DeployRules;
import io.stickycluster.supervisor.Deployments;

/**
 * Configuration of what other releases can be deployed.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(DeployProperties.class)
class DeployConfiguration {

	@Bean
	DeploySettings clusterDeploySettings(DeployProperties properties) {
		return new DeploySettings(properties);
	}

	@Bean(destroyMethod = "close")
	Deployments clusterDeployments(ClusterSupervisor supervisor, ClusterProperties properties, DeploySettings settings,
			ObjectProvider<Artifacts> artifacts, ObjectProvider<DeployHome> home) {
		DeployMemory memory = home.getIfAvailable();
		return new Deployments(supervisor, artifacts.getIfAvailable(Artifacts::none),
				(memory != null) ? memory : DeployMemory.NONE, rules(properties.getIsolation()), settings.history());
	}

	private static DeployRules rules(ClusterProperties.Isolation isolation) {
		return switch (isolation) {
			case CONTEXT -> DeployRules.CONTEXT;
			case PROCESS -> DeployRules.PROCESS;
			case COMMAND -> DeployRules.COMMAND;
		};
	}

	/**
	 * Artifacts that instances in JVMs of their own are launched of.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnProperty(name = "sticky.cluster.isolation", havingValue = "process")
	static class ArtifactConfiguration {

		@Bean(destroyMethod = "close")
		@Nullable DeployHome clusterDeployHome(DeploySettings settings, JavaProgram program, Environment environment) {
			// Clusters of one application side by side have different ports
			String application = program.launch() + " " + Path.of("").toAbsolutePath() + " "
					+ environment.getProperty("server.port");
			return settings.home(application);
		}

		@Bean
		Artifacts clusterArtifacts(DeploySettings settings, JavaProgram program, ObjectProvider<DeployHome> home,
				PrivateDirectory directory, ObjectProvider<StateDirectory> lastingDirectory,
				ObjectProvider<ClassDataSharing> classDataSharing) {
			DeployHome deployHome = home.getIfAvailable();
			StateDirectory lasting = lastingDirectory.getIfAvailable();
			Path store = (deployHome != null) ? deployHome.artifacts()
					: ((lasting != null) ? lasting.path() : directory.path()).resolve("artifacts");
			return new Artifacts(settings.directory(), program.jar(), store, forget(classDataSharing.getIfAvailable()));
		}

		private static Consumer<Path> forget(@Nullable ClassDataSharing classDataSharing) {
			return (classDataSharing != null) ? classDataSharing::forget : (copy) -> {
			};
		}

	}

}
