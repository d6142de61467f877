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

import java.util.function.BooleanSupplier;

import io.stickycluster.bus.MessageBus;

/**
 * Opens the bus before anything that serves clients, and closes it after that.
 */
final class BusLifecycle extends PhasedLifecycle {

	/**
	 * Right after connections, to Redis for example, and far before web servers.
	 */
	private static final int PHASE = 1;

	private final MessageBus bus;

	private final BooleanSupplier active;

	/**
	 * Create a lifecycle.
	 * @param bus the bus
	 * @param active whether the application's context is not being closed
	 */
	BusLifecycle(MessageBus bus, BooleanSupplier active) {
		super(PHASE);
		this.bus = bus;
		this.active = active;
	}

	@Override
	public void start() {
		this.bus.start();
		super.start();
	}

	@Override
	public void stop() {
		super.stop();
		if (!this.active.getAsBoolean()) {
			this.bus.close();
		}
	}

}
