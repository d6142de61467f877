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

import java.time.Duration;

/**
 * How instances are asked for a sign of life.
 *
 * @param path the path that is requested
 * @param interval the time from one request to the next, and the longest time that an
 * answer may take
 */
public record LivenessProbe(String path, Duration interval) {

	public LivenessProbe {
		HttpProbe.requirePath(path);
		if (interval.isNegative() || interval.isZero()) {
			throw new IllegalArgumentException("'interval' must be positive but is " + interval);
		}
	}

}
