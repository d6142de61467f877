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
import java.util.Locale;
import java.util.Map;

import org.springframework.core.env.Environment;
import org.springframework.util.StringUtils;
import org.springframework.util.unit.DataSize;

import io.stickycluster.autoconfigure.ClusterProperties.Isolation;
import io.stickycluster.autoconfigure.SharedSessionProperties.Store;
import io.stickycluster.session.SessionLimits;

/**
 * {@link SharedSessionProperties} as the store of sessions and its users take them,
 * checked.
 */
final class SharedSessionSettings {

	static final String PREFIX = "sticky.cluster.sessions";

	static final String STORE = PREFIX + ".store";

	private static final String DEFAULT_TIMEOUT = "2s";

	private static final String TIMEOUT = PREFIX + ".timeout";

	/**
	 * What fits in a packet of the control link.
	 */
	private static final DataSize LARGEST_SESSION = DataSize.ofMegabytes(1);

	private final SharedSessionProperties properties;

	SharedSessionSettings(SharedSessionProperties properties) {
		this.properties = properties;
	}

	/**
	 * Return what holds for an instance's connections to Redis unless the application
	 * says otherwise: without it each command would wait for a minute when Redis is gone,
	 * and with them the threads of the web server.
	 * @param environment the instance's environment
	 * @return properties, none when sessions are not in Redis
	 */
	static Map<String, Object> redisDefaults(Environment environment) {
		return Store.REDIS.name().equalsIgnoreCase(environment.getProperty(STORE))
				? Map.of("spring.data.redis.timeout", environment.getProperty(TIMEOUT, DEFAULT_TIMEOUT)) : Map.of();
	}

	/**
	 * Return whether sessions can be where they are to be.
	 * @param isolation how instances live
	 * @return whether they outlive their instance
	 */
	boolean isShared(Isolation isolation) {
		Store store = this.properties.getStore();
		require(store == Store.NONE || isolation != Isolation.COMMAND, "store", store.name().toLowerCase(Locale.ROOT),
				"with isolation 'command' an instance keeps its sessions in its own way",
				"Remove the property, and set 'sticky.cluster.reload.session-cookies' to nothing if sessions outlive their instance.");
		return store != Store.NONE;
	}

	SessionLimits limits() {
		int count = this.properties.getMaxSessions();
		require(count > 0, "max-sessions", count, "it is less than 1", "Use 1 or more.");
		DataSize session = this.properties.getMaxSessionSize();
		require(session.toBytes() > 0 && session.compareTo(LARGEST_SESSION) <= 0, "max-session-size", session,
				"it is not more than 0 and at most 1MB", "Use a size such as 256KB.");
		DataSize all = this.properties.getMaxSize();
		require(all.compareTo(session) >= 0, "max-size", all, "it is less than 'max-session-size'",
				"Use a size such as 64MB.");
		return new SessionLimits(count, all.toBytes(), session.toBytes());
	}

	Duration timeout() {
		Duration timeout = this.properties.getTimeout();
		require(timeout.toMillis() > 0, "timeout", timeout, "it is not more than 0", "Use a duration such as 2s.");
		return timeout;
	}

	String keyPrefix(Environment environment) {
		String prefix = this.properties.getKeyPrefix();
		return StringUtils.hasText(prefix) ? prefix
				: "sticky-cluster." + environment.getProperty("spring.application.name", "application");
	}

	private static void require(boolean valid, String name, Object value, String reason, String action) {
		InvalidClusterPropertyException.throwUnless(valid, PREFIX + "." + name, value, reason, action);
	}

}
