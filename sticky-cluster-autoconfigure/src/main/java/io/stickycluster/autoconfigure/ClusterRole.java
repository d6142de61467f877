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

import java.util.Locale;

import org.springframework.core.env.Environment;

/**
 * What an application run is to the cluster.
 */
public enum ClusterRole {

	/**
	 * Launches and watches the instances and runs the gateway; none of the application's
	 * own beans live here.
	 */
	SUPERVISOR,

	/**
	 * One of the copies of the application that the supervisor launched.
	 */
	INSTANCE,

	/**
	 * A plain application without a cluster.
	 */
	STANDALONE;

	static final String PROPERTY = "sticky.cluster.role";

	/**
	 * Return the role of the application run that an environment belongs to.
	 * @param environment the environment
	 * @return the role, {@link #STANDALONE} when nothing was decided
	 */
	public static ClusterRole of(Environment environment) {
		String role = environment.getProperty(PROPERTY);
		return (role != null) ? valueOf(role.toUpperCase(Locale.ROOT)) : STANDALONE;
	}

}
