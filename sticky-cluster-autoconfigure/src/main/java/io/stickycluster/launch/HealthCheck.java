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

import java.net.InetSocketAddress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Asks instances how they are. Thread-safe and never blocking.
 */
@FunctionalInterface
public interface HealthCheck {

	/**
	 * Takes every instance to be well.
	 */
	HealthCheck NONE = (address) -> CompletableFuture.completedStage(Health.GOOD);

	/**
	 * Ask an instance.
	 * @param address where it listens
	 * @return a stage that completes normally, within a bound of a few seconds
	 */
	CompletionStage<Health> check(InetSocketAddress address);

}
