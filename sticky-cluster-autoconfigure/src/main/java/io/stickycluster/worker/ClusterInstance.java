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

package io.stickycluster.worker;

import java.util.function.IntSupplier;

import io.stickycluster.instance.ClusterIdentity;
import io.stickycluster.instance.IdentitySource;

/**
 * The instance that the application's code runs in. Inject it to learn which one that is.
 *
 * <p>
 * In an application that is not clustered it is the only one: index 0 of 1, and the
 * leader. Changes are announced by a {@link ClusterIdentityChangedEvent}. Thread-safe; no
 * method blocks.
 */
public final class ClusterInstance {

	private final IdentitySource source;

	private final IntSupplier port;

	/**
	 * Create the instance's view of itself.
	 * @param source where its identity comes from
	 * @param port supplies the port of its web server, 0 while there is none
	 */
	public ClusterInstance(IdentitySource source, IntSupplier port) {
		this.source = source;
		this.port = port;
	}

	/**
	 * Return the instance's fixed position in the cluster, the value of
	 * {@code NODE_APP_INSTANCE}.
	 * @return the index, from 0
	 */
	public int getIndex() {
		return this.source.current().index();
	}

	/**
	 * Return how often this index has been launched.
	 * @return the generation, from 1
	 */
	public int getGeneration() {
		return this.source.current().generation();
	}

	/**
	 * Return how many instances the cluster is meant to have.
	 * @return the size, at least 1
	 */
	public int getClusterSize() {
		return this.source.current().clusterSize();
	}

	/**
	 * Return the port that this instance's own web server listens on.
	 * @return the port, 0 until the web server has started
	 */
	public int getPort() {
		return this.port.getAsInt();
	}

	/**
	 * Return whether this instance is the lowest index that is up: the one to run a job
	 * that must run once in the cluster. While an instance ends and the next takes over
	 * there may be none for a moment.
	 * @return whether it is the leader
	 */
	public boolean isLeader() {
		return this.source.current().leader();
	}

	/**
	 * Return all that the instance knows of itself at one moment.
	 * @return the identity
	 */
	public ClusterIdentity getIdentity() {
		return this.source.current();
	}

	@Override
	public String toString() {
		return "ClusterInstance " + getIdentity();
	}

}
