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

package io.stickycluster.sample.chat;

import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

import io.stickycluster.worker.ClusterInstance;

/**
 * What the application tells its clients about the instance that serves them.
 */
@Component
public class ServingInstance {

	private final Environment environment;

	private final ClusterInstance instance;

	ServingInstance(Environment environment, ClusterInstance instance) {
		this.environment = environment;
		this.instance = instance;
	}

	/**
	 * Return the instance's index.
	 * @return the value of {@code NODE_APP_INSTANCE}, or {@code "-"} when the application
	 * is no part of a cluster
	 */
	public String index() {
		return this.environment.getProperty("NODE_APP_INSTANCE", "-");
	}

	/**
	 * Return the port that the instance itself listens on.
	 * @return the port, 0 before the web server has started
	 */
	public int port() {
		return this.instance.getPort();
	}

	/**
	 * Return how often the instance was launched.
	 * @return the generation, from 1
	 */
	public int generation() {
		return this.instance.getGeneration();
	}

	/**
	 * Return the process that the instance runs in.
	 * @return the process id
	 */
	public long pid() {
		return ProcessHandle.current().pid();
	}

}
