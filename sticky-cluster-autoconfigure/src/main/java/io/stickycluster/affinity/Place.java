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

package io.stickycluster.affinity;

import io.stickycluster.instance.Instance;

/**
 * Index and generation of an instance as one number, so that a million clients need no
 * more than that each, and move from one to another in one step.
 * <p>
 * Of the generation it has the lower 16 bits. Generations are compared only with those
 * that are there at the same time, and those are few.
 */
final class Place {

	static final int NOWHERE = -1;

	private static final int GENERATION_BITS = 16;

	private static final int GENERATION_MASK = (1 << GENERATION_BITS) - 1;

	private Place() {
	}

	static int of(Instance instance) {
		return instance.index() << GENERATION_BITS | instance.generation() & GENERATION_MASK;
	}

	/**
	 * Return the index.
	 * @param place the place
	 * @return the index of the instance, negative for nowhere
	 */
	static int index(int place) {
		return place >> GENERATION_BITS;
	}

}
