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
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Properties of the addresses that clients are told.
 */
@ConfigurationProperties("sticky.cluster.assign")
public class AssignProperties {

	/**
	 * Path of the gateway that answers with the assignment of a client as JSON, within
	 * the application.
	 */
	private String path = "/cluster/assign";

	/**
	 * Host name or address that clients reach the instances at. When not set, the
	 * instance address, or 'localhost' when that is not set either.
	 */
	private @Nullable String advertisedHost;

	/**
	 * Origins of the pages that may ask for assignments and talk to instances, such as
	 * 'https://shop.example'. When empty, those of the host that is asked, whatever their
	 * port.
	 */
	private List<String> allowedOrigins = new ArrayList<>();

	/**
	 * Time for which an assignment may be used to connect. Must be at least a second.
	 */
	private Duration lifetime = Duration.ofMinutes(1);

	/**
	 * What assignments are signed with, at least 32 characters. Random when not set.
	 */
	private @Nullable String secret;

	public String getPath() {
		return this.path;
	}

	public void setPath(String path) {
		this.path = path;
	}

	public @Nullable String getAdvertisedHost() {
		return this.advertisedHost;
	}

	public void setAdvertisedHost(@Nullable String advertisedHost) {
		this.advertisedHost = advertisedHost;
	}

	public List<String> getAllowedOrigins() {
		return this.allowedOrigins;
	}

	public void setAllowedOrigins(List<String> allowedOrigins) {
		this.allowedOrigins = allowedOrigins;
	}

	public Duration getLifetime() {
		return this.lifetime;
	}

	public void setLifetime(Duration lifetime) {
		this.lifetime = lifetime;
	}

	public @Nullable String getSecret() {
		return this.secret;
	}

	public void setSecret(@Nullable String secret) {
		this.secret = secret;
	}

}
