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

import org.jspecify.annotations.Nullable;
import org.springframework.context.SmartLifecycle;

import io.stickycluster.gateway.Gateway;
import io.stickycluster.systemd.ServiceNotifier;

/**
 * Tells the service manager when everything serves and when the end begins, and leaves
 * new connections to the next process before anything else is shut down.
 */
final class ServiceManagerLifecycle extends PhasedLifecycle implements AutoCloseable {

	/**
	 * Started last and stopped first.
	 */
	static final int PHASE = SmartLifecycle.DEFAULT_PHASE;

	/**
	 * How long connections that were accepted have for their first request.
	 */
	private static final Duration PATIENCE = Duration.ofSeconds(5);

	private final @Nullable ServiceNotifier notifier;

	private final SocketActivation activation;

	private final @Nullable Gateway gateway;

	ServiceManagerLifecycle(@Nullable ServiceNotifier notifier, SocketActivation activation,
			@Nullable Gateway gateway) {
		super(PHASE);
		this.notifier = notifier;
		this.activation = activation;
		this.gateway = gateway;
	}

	@Override
	public void start() {
		super.start();
		if (this.notifier != null) {
			this.notifier.ready();
		}
	}

	@Override
	public void stop() {
		throw new UnsupportedOperationException("Stop must not be invoked directly");
	}

	@Override
	public void stop(Runnable callback) {
		super.stop();
		if (this.notifier != null) {
			this.notifier.stopping();
		}
		Gateway gateway = this.gateway;
		if (gateway != null && this.activation.isActive()) {
			this.activation.stopAccepting()
				.thenCompose((stopped) -> gateway.whenAllHeard(PATIENCE))
				.whenComplete((heard, failure) -> callback.run());
		}
		else {
			callback.run();
		}
	}

	@Override
	public void close() {
		if (this.notifier != null) {
			this.notifier.close();
		}
	}

}
