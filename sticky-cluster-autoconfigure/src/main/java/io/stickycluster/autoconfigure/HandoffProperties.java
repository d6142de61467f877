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

import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Properties of handing connections over.
 */
@ConfigurationProperties("sticky.cluster.routing.handoff")
public class HandoffProperties {

	/**
	 * Maximum time that a connection waits for an instance that can take it. 0 means that
	 * it does not wait.
	 */
	private Duration waitTimeout = Duration.ofSeconds(10);

	/**
	 * Maximum number of connections that wait for an instance at a time. Connections
	 * beyond are closed at once.
	 */
	private int maxWaiting = 10_000;

	/**
	 * Maximum number of connections that are accepted in a second. Clients beyond wait in
	 * the backlog of the port. 0 means no limit.
	 */
	private int maxAcceptRate;

	/**
	 * Whether the JVMs of instances are opened for access to internals of the JDK,
	 * without which Tomcat in a process of its own cannot take connections.
	 */
	private boolean openJdkInternals;

	public Duration getWaitTimeout() {
		return this.waitTimeout;
	}

	public void setWaitTimeout(Duration waitTimeout) {
		this.waitTimeout = waitTimeout;
	}

	public int getMaxWaiting() {
		return this.maxWaiting;
	}

	public void setMaxWaiting(int maxWaiting) {
		this.maxWaiting = maxWaiting;
	}

	public int getMaxAcceptRate() {
		return this.maxAcceptRate;
	}

	public void setMaxAcceptRate(int maxAcceptRate) {
		this.maxAcceptRate = maxAcceptRate;
	}

	public boolean isOpenJdkInternals() {
		return this.openJdkInternals;
	}

	public void setOpenJdkInternals(boolean openJdkInternals) {
		this.openJdkInternals = openJdkInternals;
	}

}
