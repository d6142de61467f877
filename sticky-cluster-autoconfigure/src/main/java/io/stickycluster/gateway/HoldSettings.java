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

package io.stickycluster.gateway;

import java.time.Duration;

/**
 * How requests are held while no instance serves but one is on its way up.
 *
 * @param timeout for how long, 0 for not at all
 * @param maxRequests how many at a time
 * @param ownInstance whether a known client waits for its own instance, although others
 * serve
 */
public record HoldSettings(Duration timeout, int maxRequests, boolean ownInstance) {

	boolean isOff() {
		return this.timeout.isZero() || this.maxRequests == 0;
	}

}
