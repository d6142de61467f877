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

package io.stickycluster.benchmarks.suite;

/**
 * The rate at which latencies are measured.
 */
final class HalfLoad {

	private HalfLoad() {
	}

	/**
	 * Return half of what the slowest contender can, so that all get the same. Spring
	 * Cloud Gateway does not count as such: at half of what it can, the others would be
	 * next to idle. It gets half of what itself can.
	 * @param saturated what they can
	 * @param name the contender's name
	 * @return requests per second
	 */
	static double perSecond(Results saturated, String name) {
		if (name.equals(Contender.SPRING_CLOUD_GATEWAY)) {
			return saturated.spread(name, Measurement::perSecond).median() / 2;
		}
		return saturated.names()
			.stream()
			.filter((other) -> !other.equals(Contender.SPRING_CLOUD_GATEWAY))
			.mapToDouble((other) -> saturated.spread(other, Measurement::perSecond).median())
			.min()
			.orElseThrow() / 2;
	}

}
