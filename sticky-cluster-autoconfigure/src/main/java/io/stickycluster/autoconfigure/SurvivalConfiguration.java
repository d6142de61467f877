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

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

import io.stickycluster.gateway.Gateway;
import io.stickycluster.launch.InstanceLauncher;
import io.stickycluster.launch.process.Survival;
import io.stickycluster.launch.survive.StateDirectory;
import io.stickycluster.supervisor.ClusterSupervisor;
import io.stickycluster.supervisor.RosterFile;
import io.stickycluster.supervisor.SupervisorSettings;

/**
 * What outlives the supervisor, where instances do.
 */
@Configuration(proxyBeanMethods = false)
class SurvivalConfiguration {

	/**
	 * EX_TEMPFAIL of sysexits.h: whoever watches over the supervisor is to start it
	 * again, even if it does so after failures only.
	 */
	static final int HANDED_OVER_EXIT_CODE = 75;

	@Bean
	SurvivalSettings clusterSurvivalSettings(ClusterProperties properties, Environment environment) {
		// Neither of them changes with the version of the application
		return new SurvivalSettings(properties,
				Path.of("").toAbsolutePath() + " " + environment.getProperty("server.port", "8080"));
	}

	@Bean(destroyMethod = "close")
	@Nullable StateDirectory clusterStateDirectory(SurvivalSettings settings) {
		return settings.open();
	}

	@Bean
	@Nullable Survival clusterSurvival(SurvivalSettings settings, ObjectProvider<StateDirectory> directory) {
		StateDirectory state = directory.getIfAvailable();
		return (state != null) ? new Survival(state, settings.time()) : null;
	}

	@Bean(destroyMethod = "close")
	@Nullable RosterFile clusterRosterFile(ObjectProvider<StateDirectory> directory, SupervisorSettings settings) {
		StateDirectory state = directory.getIfAvailable();
		return (state != null) ? new RosterFile(state, settings.instances()) : null;
	}

	@Bean
	Succession clusterSuccession(SurvivalSettings settings, InstanceLauncher launcher, ClusterSupervisor supervisor,
			ObjectProvider<RosterFile> roster) {
		RosterFile file = roster.getIfAvailable();
		if (file != null) {
			supervisor.addListener(file);
			supervisor.allowHandOver(SurvivalConfiguration::exit);
		}
		return new Succession(settings, launcher, supervisor, file);
	}

	private static void exit() {
		new Thread(() -> System.exit(HANDED_OVER_EXIT_CODE), "sticky-cluster-hand-over").start();
	}

	@Bean
	@Nullable AffinityMemoryLifecycle clusterAffinityMemoryLifecycle(ObjectProvider<StateDirectory> directory,
			Succession succession, ObjectProvider<Gateway> gateways, ClusterSnapshots snapshots) {
		StateDirectory state = directory.getIfAvailable();
		Gateway gateway = gateways.getIfAvailable();
		return (state != null && gateway != null) ? new AffinityMemoryLifecycle(state.path().resolve("affinity"),
				succession, gateway.affinityTables(), snapshots) : null;
	}

}
