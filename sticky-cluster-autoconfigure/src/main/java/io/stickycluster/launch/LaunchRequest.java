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

package io.stickycluster.launch;

import io.stickycluster.instance.ClusterIdentity;

/**
 * What a launcher needs to know of the instance that it is asked for.
 *
 * @param identity the instance's identity at its launch
 * @param port the port to listen on, 0 for any free one
 * @param portOffset what is added to the further ports of its index: each index owns two
 * sets of ports, so that two generations of it can run side by side
 * @param release what is launched
 */
public record LaunchRequest(ClusterIdentity identity, int port, int portOffset, Release release) {

	public LaunchRequest {
		if (port < 0 || port > 65535) {
			throw new IllegalArgumentException("'port' must be between 0 and 65535 but is " + port);
		}
	}

	/**
	 * Create a request for the first set of an index's ports and the application as it
	 * is.
	 * @param identity the instance's identity at its launch
	 * @param port the port to listen on, 0 for any free one
	 */
	public LaunchRequest(ClusterIdentity identity, int port) {
		this(identity, port, 0, Release.INITIAL);
	}

}
