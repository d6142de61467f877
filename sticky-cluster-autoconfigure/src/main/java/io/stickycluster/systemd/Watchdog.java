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

package io.stickycluster.systemd;

import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * Turns answers of a service into signs of life. Asks again only when it has got an
 * answer, so that nothing piles up in a service that hangs. Confined to one thread, apart
 * from the answers.
 */
final class Watchdog {

	private final Supplier<? extends CompletionStage<?>> service;

	private final Runnable signOfLife;

	private volatile boolean asked;

	Watchdog(Supplier<? extends CompletionStage<?>> service, Runnable signOfLife) {
		this.service = service;
		this.signOfLife = signOfLife;
	}

	/**
	 * Ask for an answer, unless one is still awaited.
	 */
	void tick() {
		if (this.asked) {
			return;
		}
		this.asked = true;
		this.service.get().whenComplete((answer, failure) -> {
			this.asked = false;
			if (failure == null) {
				this.signOfLife.run();
			}
		});
	}

}
