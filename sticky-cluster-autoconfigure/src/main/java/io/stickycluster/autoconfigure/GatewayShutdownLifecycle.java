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

package io.stickycluster.autoconfigure;

import java.time.Duration;

import org.springframework.boot.web.server.context.WebServerApplicationContext;

import io.stickycluster.gateway.Gateway;

/**
 * Lets the requests in progress end before the web server shuts down: the server knows
 * its own requests only and would close connections over relayed ones.
 */
final class GatewayShutdownLifecycle extends PhasedLifecycle {

	/**
	 * Stopped before the web server's own graceful shutdown.
	 */
	static final int PHASE = WebServerApplicationContext.GRACEFUL_SHUTDOWN_PHASE + 512;

	private final Gateway gateway;

	private final Duration timeout;

	GatewayShutdownLifecycle(Gateway gateway, Duration timeout) {
		super(PHASE);
		this.gateway = gateway;
		this.timeout = timeout;
	}

	@Override
	public void stop() {
		throw new UnsupportedOperationException("Stop must not be invoked directly");
	}

	@Override
	public void stop(Runnable callback) {
		super.stop();
		this.gateway.beginShutdown(this.timeout).whenComplete((done, failure) -> callback.run());
	}

}
