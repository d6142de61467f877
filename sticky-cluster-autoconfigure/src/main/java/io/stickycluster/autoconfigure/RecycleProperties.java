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
import java.time.ZoneId;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.util.unit.DataSize;

/**
 * Properties of the replacement of instances that are well: one at a time, as the
 * strategy of the reload says.
 */
@ConfigurationProperties("sticky.cluster.recycle")
public class RecycleProperties {

	/**
	 * Memory with which an instance is recycled: what its process has in RAM, or its heap
	 * after garbage collection where that is not known. 0 means any amount.
	 */
	private DataSize maxMemory = DataSize.ofBytes(0);

	/**
	 * Number of requests after which an instance is recycled. 0 means any number.
	 */
	private long maxRequests;

	/**
	 * Time after which an instance is recycled. 0 means never.
	 */
	private Duration maxAge = Duration.ZERO;

	/**
	 * Share, from 0 to less than 1, by which requests and age are shortened at most; how
	 * much is drawn for each launch, so that instances do not become due together.
	 */
	private double jitter = 0.1;

	/**
	 * Spring cron expression of the times at which all instances are recycled, one after
	 * the other, such as '0 0 4 * * *'. Never when not set.
	 */
	private @Nullable String cron;

	/**
	 * Time zone of the cron expression. That of the machine when not set.
	 */
	private @Nullable ZoneId zone;

	public DataSize getMaxMemory() {
		return this.maxMemory;
	}

	public void setMaxMemory(DataSize maxMemory) {
		this.maxMemory = maxMemory;
	}

	public long getMaxRequests() {
		return this.maxRequests;
	}

	public void setMaxRequests(long maxRequests) {
		this.maxRequests = maxRequests;
	}

	public Duration getMaxAge() {
		return this.maxAge;
	}

	public void setMaxAge(Duration maxAge) {
		this.maxAge = maxAge;
	}

	public double getJitter() {
		return this.jitter;
	}

	public void setJitter(double jitter) {
		this.jitter = jitter;
	}

	public @Nullable String getCron() {
		return this.cron;
	}

	public void setCron(@Nullable String cron) {
		this.cron = cron;
	}

	public @Nullable ZoneId getZone() {
		return this.zone;
	}

	public void setZone(@Nullable ZoneId zone) {
		this.zone = zone;
	}

}
