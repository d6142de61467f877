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

package io.stickycluster.link;

/**
 * The environment variables by which an instance's process learns of its control link.
 * Their names do not begin with those of the cluster's properties, which Spring Boot
 * would bind them to.
 */
public final class LinkEnvironment {

	/**
	 * Where the supervisor listens.
	 */
	public static final String ADDRESS = "STICKY_INSTANCE_LINK";

	/**
	 * The secret of this launch. Every process that descends from the instance carries
	 * it, which is how what an instance leaves behind is found.
	 */
	public static final String TOKEN = "STICKY_INSTANCE_TOKEN";

	/**
	 * The process that the variables are meant for. Its children inherit them, too, but
	 * are no instances. Not set where processes have no guardian.
	 */
	public static final String PID = "STICKY_INSTANCE_PID";

	/**
	 * For how many seconds the instance goes on without a supervisor, waiting for another
	 * one. Not set when it ends with its supervisor.
	 */
	public static final String SURVIVE = "STICKY_INSTANCE_SURVIVE";

	private LinkEnvironment() {
	}

}
