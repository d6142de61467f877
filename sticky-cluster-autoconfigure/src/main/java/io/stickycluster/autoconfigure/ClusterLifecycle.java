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

import java.util.concurrent.ExecutionException;

import org.springframework.boot.web.server.context.WebServerApplicationContext;

import io.stickycluster.launch.Releases;
import io.stickycluster.supervisor.ClusterStartException;
import io.stickycluster.supervisor.ClusterSupervisor;
import io.stickycluster.supervisor.Deployments;
import io.stickycluster.supervisor.Inheritance;

/**
 * Starts the cluster before the gateway's port opens and stops it after the port is
 * closed.
 *
 * <p>
 * The start waits for the first ready instances: it is bounded by their ready timeout and
 * restart budget. A supervisor lives once, so a stopped context does not start again.
 */
class ClusterLifecycle extends PhasedLifecycle {

	static final int PHASE = WebServerApplicationContext.START_STOP_LIFECYCLE_PHASE - 1024;

	private final ClusterSupervisor supervisor;

	private final Deployments deployments;

	private final Succession succession;

	ClusterLifecycle(ClusterSupervisor supervisor, Deployments deployments, Succession succession) {
		super(PHASE);
		this.deployments = deployments;
		this.succession = succession;
		this.supervisor = supervisor;
	}

	@Override
	public void start() {
		try {
			Inheritance inheritance = this.succession.inherit();
			Releases releases = this.deployments.begin(inheritance.survivors());
			this.supervisor.start(releases, inheritance).toCompletableFuture().get();
			super.start();
		}
		catch (ExecutionException ex) {
			this.supervisor.close();
			throw (ex.getCause() instanceof ClusterStartException startException) ? startException
					: new IllegalStateException("The cluster did not start", ex.getCause());
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			this.supervisor.close();
			throw new IllegalStateException("The start of the cluster was interrupted", ex);
		}
	}

	@Override
	public void stop() {
		this.supervisor.close();
		super.stop();
	}

}
