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

package io.stickycluster.launch.deploy;

import java.io.IOException;
import java.util.List;

import org.jspecify.annotations.Nullable;

import io.stickycluster.launch.Release;

/**
 * What outlives a supervisor of what was deployed.
 */
public interface DeployMemory {

	/**
	 * Memory that forgets.
	 */
	DeployMemory NONE = new DeployMemory() {

		@Override
		public @Nullable State read() {
			return null;
		}

		@Override
		public void write(State state) {
			// Nothing is remembered
		}

	};

	/**
	 * Return what was written last.
	 * @return the state, {@code null} when there is none
	 * @throws IOException if it cannot be read
	 */
	@Nullable State read() throws IOException;

	/**
	 * Replace what was written before, all of it or nothing.
	 * @param state the state
	 * @throws IOException if it cannot be written
	 */
	void write(State state) throws IOException;

	/**
	 * What is remembered.
	 *
	 * @param base the checksum of the jar that the supervisor was started of when this
	 * was so, empty when it had none: another one there has been put there later
	 * @param good the releases that have proved to be good, the current one first
	 */
	record State(String base, List<Release> good) {

		public State {
			good = List.copyOf(good);
		}

	}

}
