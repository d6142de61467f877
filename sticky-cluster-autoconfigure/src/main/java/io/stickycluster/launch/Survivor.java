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

package io.stickycluster.launch;

/**
 * An instance that has outlived its supervisor, and that this one has taken over.
 *
 * @param index the instance's index
 * @param generation its generation
 * @param portOffset what was added to the ports of its index
 * @param release what it was launched of
 * @param handle the instance, which is ready
 * @param report where it listens
 */
public record Survivor(int index, int generation, int portOffset, Release release, InstanceHandle handle,
		ReadyReport report) {

	/**
	 * Return the same instance behind another handle.
	 * @param other the handle
	 * @return the instance
	 */
	public Survivor with(InstanceHandle other) {
		return new Survivor(this.index, this.generation, this.portOffset, this.release, other, this.report);
	}

}
