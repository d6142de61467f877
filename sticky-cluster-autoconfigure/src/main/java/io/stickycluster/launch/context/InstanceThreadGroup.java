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

package io.stickycluster.launch.context;

import java.util.OptionalInt;

import org.jspecify.annotations.Nullable;

/**
 * The threads of the context instances of one index: those that the instance was started
 * on, and those that were created by them.
 */
public final class InstanceThreadGroup extends ThreadGroup {

	private final int index;

	InstanceThreadGroup(int index) {
		super("sticky-cluster-instance-" + index);
		this.index = index;
	}

	/**
	 * Tell which instance a thread belongs to.
	 * @param thread the thread
	 * @return the instance's index, empty for a thread of no instance or one that has
	 * ended
	 */
	public static OptionalInt indexOf(Thread thread) {
		@Nullable ThreadGroup group = thread.getThreadGroup();
		while (group != null) {
			if (group instanceof InstanceThreadGroup instanceGroup) {
				return OptionalInt.of(instanceGroup.index);
			}
			group = group.getParent();
		}
		return OptionalInt.empty();
	}

}
