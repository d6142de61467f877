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

import io.stickycluster.instance.Instance;

/**
 * Finds out whether a request may be the reason why its instance has ended. Confined to
 * the event loop of the exchange.
 */
final class Inquest {

	/**
	 * How long the supervisor is given to say why an instance has ended: it tells it when
	 * all that the instance had started is gone, too.
	 */
	private static final Duration TIMEOUT = Duration.ofSeconds(3);

	private final Gateway gateway;

	private final Patience patience;

	Inquest(Gateway gateway, Patience patience) {
		this.gateway = gateway;
		this.patience = patience;
	}

	/**
	 * Begin to wait for a verdict.
	 * @param gone the instance as it was when it got the request
	 * @param cleared what is done when the request is not the reason
	 * @param confirmed what is done when it may be
	 * @param unknown what is done when nobody has said that the instance has ended
	 */
	void begin(Instance gone, Runnable cleared, Runnable confirmed, Runnable unknown) {
		this.patience.begin(TIMEOUT, () -> {
			switch (this.gateway.judge(gone)) {
				case CLEARED -> cleared.run();
				case CONFIRMED -> confirmed.run();
				case OPEN -> {
				}
			}
		}, unknown);
	}

}
