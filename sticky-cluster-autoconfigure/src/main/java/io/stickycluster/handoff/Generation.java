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

package io.stickycluster.handoff;

import io.stickycluster.instance.Instance;

/**
 * One generation of an instance.
 *
 * @param index the instance's index
 * @param generation the generation
 */
record Generation(int index, int generation) {

	static Generation of(Instance instance) {
		return new Generation(instance.index(), instance.generation());
	}

	@Override
	public String toString() {
		return "instance " + this.index + " (generation " + this.generation + ")";
	}

}
