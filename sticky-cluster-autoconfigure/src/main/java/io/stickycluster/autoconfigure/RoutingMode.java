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

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;

/**
 * How a client reaches its instance.
 */
public enum RoutingMode {

	/**
	 * The gateway relays each request.
	 */
	GATEWAY,

	/**
	 * The supervisor accepts each connection and hands it to an instance.
	 */
	HANDOFF,

	/**
	 * The gateway relays, and clients are told the address of their instance, to connect
	 * to it directly.
	 */
	ASSIGN,

	/**
	 * A proxy in front knows the instances; there is no gateway.
	 */
	EXTERNAL;

	static final String PROPERTY = "sticky.cluster.routing.mode";

	/**
	 * Return whether somebody else than the gateway connects to instances.
	 * @return whether clients or their proxy do
	 */
	boolean isDirect() {
		return this != GATEWAY;
	}

	static RoutingMode of(Environment environment) {
		return Binder.get(environment).bind(PROPERTY, RoutingMode.class).orElse(GATEWAY);
	}

}
