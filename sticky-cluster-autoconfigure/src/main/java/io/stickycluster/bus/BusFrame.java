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

package io.stickycluster.bus;

/**
 * A message on its way.
 *
 * @param target the index that it is for, or {@link #OTHERS}
 * @param sender where it comes from
 * @param message the message
 * @param size how large the message is, in bytes
 */
public record BusFrame(int target, BusSender sender, BusMessage message, int size) {

	/**
	 * Target of what is for all instances but its sender.
	 */
	public static final int OTHERS = -1;

	/**
	 * Return whether the message is for an instance.
	 * @param id the instance's id
	 * @param index its index
	 * @return whether it is
	 */
	boolean isFor(long id, int index) {
		return this.sender.id() != id && (this.target == OTHERS || this.target == index);
	}

}
