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

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import io.stickycluster.affinity.AffinityTable;
import io.stickycluster.affinity.InstanceSelector;
import io.stickycluster.affinity.SlowStart;
import io.stickycluster.launch.survive.StateDirectory;

/**
 * What knows where clients belong, for all data planes of the supervisor.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({ AffinityProperties.class, InstanceOverrideProperties.class, ScaleProperties.class })
@ConditionalOnRoutingMode({ RoutingMode.GATEWAY, RoutingMode.HANDOFF, RoutingMode.ASSIGN })
final class AffinityConfiguration {

	@Bean
	AffinitySettings affinitySettings(AffinityProperties properties, InstanceOverrideProperties overrides,
			ObjectProvider<StateDirectory> lastingDirectory) {
		return new AffinitySettings(properties, overrides, lastingDirectory.getIfAvailable());
	}

	@Bean
	SlowStart slowStart(ScaleProperties properties, ClusterSnapshots snapshots) {
		Duration duration = properties.getSlowStart();
		InvalidClusterPropertyException.throwUnless(!duration.isNegative(), "sticky.cluster.scale.slow-start", duration,
				"it is negative", "Use a duration such as 1m, or 0.");
		SlowStart slowStart = new SlowStart(duration, System::nanoTime);
		snapshots.onChange(() -> slowStart.update(snapshots.get()));
		return slowStart;
	}

	@Bean
	@ConditionalOnMissingBean
	InstanceSelector instanceSelector(AffinityProperties properties, AffinitySettings settings, SlowStart slowStart) {
		return switch (properties.getSelector()) {
			case RENDEZVOUS -> InstanceSelector.rendezvous(settings.weights(), slowStart);
			case ROUND_ROBIN -> InstanceSelector.roundRobin();
		};
	}

	@Bean
	AffinityTable affinityTable(AffinityProperties properties, AffinitySettings settings, InstanceSelector selector) {
		boolean remembers = properties.getSelector() != AffinityProperties.Selector.ROUND_ROBIN;
		return new AffinityTable(selector, settings.loadBound(settings.weights()),
				remembers ? properties.getTable().getMaxClients() : 0, properties.getTable().getIdleExpiry(),
				System::nanoTime);
	}

}
