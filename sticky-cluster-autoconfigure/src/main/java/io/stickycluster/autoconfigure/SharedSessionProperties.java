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
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.util.unit.DataSize;

/**
 * Properties of HTTP sessions that outlive their instance.
 */
@ConfigurationProperties(SharedSessionSettings.PREFIX)
public class SharedSessionProperties {

	/**
	 * Where HTTP sessions live: "none" in the instance that has created them,
	 * "supervisor" in the memory of the supervisor, "redis" in Redis.
	 */
	private Store store = Store.NONE;

	/**
	 * Maximum number of sessions that the supervisor keeps. Beyond that some are evicted.
	 */
	private int maxSessions = 100_000;

	/**
	 * Maximum size of all sessions that the supervisor keeps. Beyond that some are
	 * evicted.
	 */
	private DataSize maxSize = DataSize.ofMegabytes(64);

	/**
	 * Maximum size of one session that the supervisor keeps; at most 1MB. Requests that
	 * would make one larger fail.
	 */
	private DataSize maxSessionSize = DataSize.ofKilobytes(256);

	/**
	 * Time to wait for the supervisor, or for Redis if "spring.data.redis.timeout" is not
	 * set, after which a request that needs its session is answered with 503. More than
	 * 0.
	 */
	private Duration timeout = Duration.ofSeconds(2);

	/**
	 * First part of the keys in Redis. "sticky-cluster." and the application's name by
	 * default.
	 */
	private @Nullable String keyPrefix;

	public Store getStore() {
		return this.store;
	}

	public void setStore(Store store) {
		this.store = store;
	}

	public int getMaxSessions() {
		return this.maxSessions;
	}

	public void setMaxSessions(int maxSessions) {
		this.maxSessions = maxSessions;
	}

	public DataSize getMaxSize() {
		return this.maxSize;
	}

	public void setMaxSize(DataSize maxSize) {
		this.maxSize = maxSize;
	}

	public DataSize getMaxSessionSize() {
		return this.maxSessionSize;
	}

	public void setMaxSessionSize(DataSize maxSessionSize) {
		this.maxSessionSize = maxSessionSize;
	}

	public Duration getTimeout() {
		return this.timeout;
	}

	public void setTimeout(Duration timeout) {
		this.timeout = timeout;
	}

	public @Nullable String getKeyPrefix() {
		return this.keyPrefix;
	}

	public void setKeyPrefix(@Nullable String keyPrefix) {
		this.keyPrefix = keyPrefix;
	}

	/**
	 * Where HTTP sessions live.
	 */
	public enum Store {

		/**
		 * In the instance that has created them.
		 */
		NONE,

		/**
		 * In the memory of the supervisor.
		 */
		SUPERVISOR,

		/**
		 * In Redis.
		 */
		REDIS

	}

}
