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

package io.stickycluster.supervisor;

/**
 * Numbers the generations of one index. It outlives the members of that index, so that
 * late events of an earlier life are recognised.
 */
final class Generations {

	private int last;

	/**
	 * Return the number of the latest generation.
	 * @return the number, 0 before the first
	 */
	int last() {
		return this.last;
	}

	/**
	 * Go on after the generations of a former supervisor.
	 * @param last the number of its latest one
	 */
	void atLeast(int last) {
		this.last = Math.max(this.last, last);
	}

	int next() {
		return ++this.last;
	}

}
