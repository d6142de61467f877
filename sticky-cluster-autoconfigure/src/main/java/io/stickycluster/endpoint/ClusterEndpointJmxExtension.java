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

package io.stickycluster.endpoint;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.jmx.annotation.EndpointJmxExtension;

/**
 * {@link EndpointJmxExtension @EndpointJmxExtension} that shows the logs of instances.
 */
@EndpointJmxExtension(endpoint = ClusterEndpoint.class)
public class ClusterEndpointJmxExtension {

	private final ClusterEndpoint endpoint;

	private final ClusterLogs logs;

	/**
	 * Create an extension.
	 * @param endpoint the endpoint
	 * @param logs the logs
	 */
	public ClusterEndpointJmxExtension(ClusterEndpoint endpoint, ClusterLogs logs) {
		this.endpoint = endpoint;
		this.logs = logs;
	}

	/**
	 * Show all of the last failure of an instance.
	 * @param index its index
	 * @return the failure
	 */
	@ReadOperation
	public FailureDescriptor failure(String index) {
		return FailureDescriptor.of(this.endpoint.require(index));
	}

	/**
	 * Show the last lines of an instance.
	 * @param index its index
	 * @param lines how many at most, {@code null} means 100
	 * @return the lines
	 */
	@ReadOperation
	public LogDescriptor logs(String index, @Nullable String lines) {
		return this.logs.tail(index, lines);
	}

}
