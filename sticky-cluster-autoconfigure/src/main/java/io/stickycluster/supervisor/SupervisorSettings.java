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

package io.stickycluster.supervisor;

/**
 * What a supervisor is asked to keep up, and how.
 *
 * @param instances how many instances are wanted at start
 * @param maxInstances how many instances there may ever be
 * @param minReady how many instances must be up before the cluster counts as started
 * @param startConcurrency how many instances may be starting at the same time, restarts
 * included
 * @param ports the ports of the instances
 * @param restarts how instances that end by themselves are launched again
 * @param timeouts how long an instance may take
 * @param recycle when instances that are well are replaced
 * @param reload how instances are replaced while they serve
 * @param autoscale when the number of instances follows the load
 */
public record SupervisorSettings(int instances, int maxInstances, int minReady, int startConcurrency,
		InstancePorts ports, RestartPolicy restarts, SupervisorTimeouts timeouts, RecyclePolicy recycle,
		ReloadPolicy reload, AutoscalePolicy autoscale) {

	public SupervisorSettings {
		if (maxInstances < 1) {
			throw new IllegalArgumentException("'maxInstances' must be at least 1 but is " + maxInstances);
		}
		if (instances < 1 || instances > maxInstances) {
			throw new IllegalArgumentException(
					"'instances' must be between 1 and %d but is %d".formatted(maxInstances, instances));
		}
		if (minReady < 1 || minReady > instances) {
			throw new IllegalArgumentException(
					"'minReady' must be between 1 and %d but is %d".formatted(instances, minReady));
		}
		if (startConcurrency < 1) {
			throw new IllegalArgumentException("'startConcurrency' must be at least 1 but is " + startConcurrency);
		}
	}

	/**
	 * Create settings of a cluster whose number of instances changes by request only.
	 * @param instances how many instances are wanted at start
	 * @param maxInstances how many instances there may ever be
	 * @param minReady how many instances must be up before the cluster counts as started
	 * @param startConcurrency how many instances may be starting at the same time
	 * @param ports the ports of the instances
	 * @param restarts how instances that end by themselves are launched again
	 * @param timeouts how long an instance may take
	 * @param recycle when instances that are well are replaced
	 * @param reload how instances are replaced while they serve
	 */
	public SupervisorSettings(int instances, int maxInstances, int minReady, int startConcurrency, InstancePorts ports,
			RestartPolicy restarts, SupervisorTimeouts timeouts, RecyclePolicy recycle, ReloadPolicy reload) {
		this(instances, maxInstances, minReady, startConcurrency, ports, restarts, timeouts, recycle, reload,
				AutoscalePolicy.OFF);
	}

	/**
	 * Return how an instance is made to end whose clients are waited for.
	 * @return the way to end
	 */
	Farewell drained() {
		return Farewell.drained(this.timeouts, this.reload.closeSpread());
	}

}
