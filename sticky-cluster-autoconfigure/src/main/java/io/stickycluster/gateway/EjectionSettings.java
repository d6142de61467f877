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
 * When an instance is taken out of use that is up and fails.
 *
 * @param failures how many failures in a row it takes, 0 for never
 * @param minBackoff for how long the first time
 * @param maxBackoff for how long at most; each time is twice as long as the last
 * @param maxEjected the share of the instances that may be out of use, from 0 to 1; one
 * is always left
 * @param serverErrors whether a status of 500 or more is a failure
 */
public record EjectionSettings(int failures, Duration minBackoff, Duration maxBackoff, double maxEjected,
		boolean serverErrors) {

}
