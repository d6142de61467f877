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

package io.stickycluster.worker;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import io.stickycluster.link.LinkClient;
import io.stickycluster.link.LinkEnvironment;
import io.stickycluster.link.LinkRefusedException;

/**
 * Opens the control link again after its supervisor has ended, as soon as another one
 * listens in its place.
 */
final class LinkReopening {

	private static final Log logger = LogFactory.getLog(LinkReopening.class);

	private static final Duration MIN_DELAY = Duration.ofMillis(20);

	private static final Duration MAX_DELAY = Duration.ofMillis(250);

	/**
	 * Who is there may not have read yet whom to expect, or may want this instance dead.
	 */
	private static final Duration REFUSED_DELAY = Duration.ofSeconds(1);

	private static final Duration MAX_HANDSHAKE = Duration.ofSeconds(30);

	private final String address;

	private final String token;

	private final Duration time;

	LinkReopening(String address, String token, Duration time) {
		this.address = address;
		this.token = token;
		this.time = time;
	}

	/**
	 * Return what the environment says.
	 * @param environment the environment
	 * @return the reopening, {@code null} when the instance ends with its supervisor
	 */
	static @Nullable LinkReopening of(Map<String, String> environment) {
		String seconds = environment.get(LinkEnvironment.SURVIVE);
		return (seconds != null) ? new LinkReopening(environment.getOrDefault(LinkEnvironment.ADDRESS, ""),
				environment.getOrDefault(LinkEnvironment.TOKEN, ""), Duration.ofSeconds(Long.parseLong(seconds)))
				: null;
	}

	/**
	 * Return for how long it is tried.
	 * @return the time
	 */
	Duration time() {
		return this.time;
	}

	/**
	 * Try until a supervisor accepts the link, or the time is over. Blocks.
	 * @param cancelled whether to give up
	 * @return the link, {@code null} when there is none
	 */
	LinkClient.@Nullable Opened open(BooleanSupplier cancelled) {
		long deadline = System.nanoTime() + this.time.toNanos();
		Duration delay = MIN_DELAY;
		for (long left = this.time.toNanos(); left > 0
				&& !cancelled.getAsBoolean(); left = deadline - System.nanoTime()) {
			try {
				return LinkClient.open(this.address, this.token,
						Duration.ofNanos(Math.min(Math.max(left, MIN_DELAY.toNanos()), MAX_HANDSHAKE.toNanos())));
			}
			catch (LinkRefusedException ex) {
				logger.debug("Not taken over yet", ex);
				delay = REFUSED_DELAY;
			}
			catch (IOException ex) {
				delay = (delay.compareTo(MAX_DELAY) < 0) ? delay.multipliedBy(2) : MAX_DELAY;
			}
			LockSupport.parkNanos(Math.min(delay.toNanos(), Math.max(deadline - System.nanoTime(), 0)));
		}
		return null;
	}

}
