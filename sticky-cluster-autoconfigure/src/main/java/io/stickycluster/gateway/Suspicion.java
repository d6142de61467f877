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

package io.stickycluster.gateway;

import io.stickycluster.instance.ClusterSnapshot;
import io.stickycluster.instance.FailureKind;
import io.stickycluster.instance.Instance;

/**
 * Whether a request that was in progress at an instance when that ended may be the reason
 * of its end. Such a request must not be tried on the next instance, which it would end
 * as well: one crash is to cost one instance.
 */
enum Suspicion {

	/**
	 * The supervisor has not said yet why the instance ended.
	 */
	OPEN,

	/**
	 * The instance was asked to end, was killed from outside, or hung: then all of its
	 * requests wait, and only one of them can be the reason.
	 */
	CLEARED,

	/**
	 * The instance ended by itself: by an error, an exit, for lack of memory.
	 */
	CONFIRMED;

	/**
	 * Judge.
	 * @param gone the instance as it was when it got the request
	 * @param now the cluster
	 * @return the verdict
	 */
	static Suspicion of(Instance gone, ClusterSnapshot now) {
		Instance current = now.generation(gone.index(), gone.generation())
			.or(() -> now.instance(gone.index()))
			.orElse(null);
		if (current == null) {
			return CLEARED;
		}
		if (current.generation() == gone.generation()) {
			switch (current.state()) {
				case UP, DRAINING -> {
					return current.ending() ? CONFIRMED : OPEN;
				}
				case STOPPING, STOPPED -> {
					return CLEARED;
				}
				default -> {
					// It has ended, and may wait for its next launch already
				}
			}
		}
		FailureKind kind = current.lastFailureKind();
		return (kind == null || kind == FailureKind.SIGNAL || kind == FailureKind.UNRESPONSIVE) ? CLEARED : CONFIRMED;
	}

}
