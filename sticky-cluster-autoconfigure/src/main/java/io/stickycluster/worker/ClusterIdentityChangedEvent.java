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

import io.stickycluster.instance.ClusterIdentity;

/**
 * Event published in an instance's context when the cluster's size changed or when the
 * instance gained or lost the lead. Listeners are called one after the other on a thread
 * of their own; when they are slower than the changes they see the latest change only.
 *
 * @param previous the identity that the last event told, or the initial one
 * @param current the identity now
 */
public record ClusterIdentityChangedEvent(ClusterIdentity previous, ClusterIdentity current) {

	/**
	 * Return whether the instance has just become the leader.
	 * @return whether it leads now and did not before
	 */
	public boolean isLeadershipGained() {
		return this.current.leader() && !this.previous.leader();
	}

	/**
	 * Return whether the instance has just ceased to be the leader.
	 * @return whether it led before and does not now
	 */
	public boolean isLeadershipLost() {
		return !this.current.leader() && this.previous.leader();
	}

}
