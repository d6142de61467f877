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

package io.stickycluster.benchmarks.suite;

import io.stickycluster.benchmarks.load.Target;

/**
 * One of the ways that are compared.
 *
 * @param name its name in the report
 * @param target where clients connect to
 * @param proxy the processes of what lies between client and instance
 * @param instances the processes of the instances
 * @param compiles whether it is a JVM, which is slow at first
 */
record Contender(String name, Target target, Processes proxy, Processes instances, boolean compiles) {

	static final String DIRECT = "direct";

	static final String GATEWAY = "gateway";

	/**
	 * Connections handed over, to instances of its own.
	 */
	static final String HANDOFF = "handoff";

	static final String NGINX = "nginx";

	/**
	 * As the gateway, by sockets in the file system.
	 */
	static final String NGINX_UNIX = "nginx unix";

	static final String HAPROXY = "HAProxy";

	static final String SPRING_CLOUD_GATEWAY = "Spring Cloud Gateway";

	Contender named(String other) {
		return new Contender(other, this.target, this.proxy, this.instances, this.compiles);
	}

}
