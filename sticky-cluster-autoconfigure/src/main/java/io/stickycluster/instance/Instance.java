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

package io.stickycluster.instance;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * One running copy of the application, as it was when the snapshot was taken.
 *
 * @param index the instance's fixed position in the cluster ({@code NODE_APP_INSTANCE}),
 * from 0
 * @param generation how often the index has been launched, from 1; 0 before the first
 * launch
 * @param state its state
 * @param address where the instance listens, or {@code null} while that is not known
 * @param socket the Unix-domain socket that it listens on too, or {@code null}
 * @param ports further ports by name, empty when there are none
 * @param pid the process that it runs in, or 0 while it has none
 * @param readySince when it became {@link InstanceState#UP}, or {@code null} when it is
 * not ready
 * @param plannedRestarts how often it was launched again by request
 * @param unplannedRestarts how often it was launched again because it had ended by itself
 * @param lastFailure why it last ended by itself or did not start, or {@code null}
 * @param lastFailureKind what sort of failure that was, or {@code null}
 * @param detail how far it is or why it is where it is, when the state alone does not
 * tell, or {@code null}
 * @param wanted whether it is wanted up, so that it comes back by itself when it is down
 * and not {@link InstanceState#FAILED}
 * @param ending whether it has said that its process is about to end by itself
 * @param release which build of the application it runs, or {@code null} when it is the
 * one that the supervisor itself was started of
 * @param adoptedAt when it was taken over from a former supervisor, or {@code null} when
 * this one has launched it
 */
public record Instance(int index, int generation, InstanceState state, @Nullable InetSocketAddress address,
		@Nullable Path socket, Map<String, Integer> ports, long pid, @Nullable Instant readySince, int plannedRestarts,
		int unplannedRestarts, @Nullable String lastFailure, @Nullable FailureKind lastFailureKind,
		@Nullable String detail, boolean wanted, boolean ending, @Nullable InstanceRelease release,
		@Nullable Instant adoptedAt) {

	public Instance {
		if (index < 0) {
			throw new IllegalArgumentException("'index' must not be negative but is " + index);
		}
		if (state.isServing() && address == null) {
			throw new IllegalArgumentException("Instance " + index + " is " + state + " and has no 'address'");
		}
		ports = Map.copyOf(ports);
	}

	/**
	 * Create an instance of the application that the supervisor itself was started of.
	 * @param index see {@link #index}
	 * @param generation see {@link #generation}
	 * @param state see {@link #state}
	 * @param address see {@link #address}
	 * @param socket see {@link #socket}
	 * @param ports see {@link #ports}
	 * @param pid see {@link #pid}
	 * @param readySince see {@link #readySince}
	 * @param plannedRestarts see {@link #plannedRestarts}
	 * @param unplannedRestarts see {@link #unplannedRestarts}
	 * @param lastFailure see {@link #lastFailure}
	 * @param lastFailureKind see {@link #lastFailureKind}
	 * @param detail see {@link #detail}
	 * @param wanted see {@link #wanted}
	 * @param ending see {@link #ending}
	 */
	public Instance(int index, int generation, InstanceState state, @Nullable InetSocketAddress address,
			@Nullable Path socket, Map<String, Integer> ports, long pid, @Nullable Instant readySince,
			int plannedRestarts, int unplannedRestarts, @Nullable String lastFailure,
			@Nullable FailureKind lastFailureKind, @Nullable String detail, boolean wanted, boolean ending) {
		this(index, generation, state, address, socket, ports, pid, readySince, plannedRestarts, unplannedRestarts,
				lastFailure, lastFailureKind, detail, wanted, ending, null, null);
	}

	/**
	 * Return whether requests may be sent to it.
	 * @return whether it serves and is not about to end
	 */
	public boolean isRoutable() {
		return this.state.isServing() && !this.ending;
	}

	/**
	 * Return whether it is on its way up without further orders.
	 * @return whether waiting for it makes sense
	 */
	public boolean isRecovering() {
		return this.wanted && switch (this.state) {
			case STARTING, STOPPING, BACKING_OFF -> true;
			case UP, DRAINING -> this.ending;
			case STOPPED, FAILED -> false;
		};
	}

}
