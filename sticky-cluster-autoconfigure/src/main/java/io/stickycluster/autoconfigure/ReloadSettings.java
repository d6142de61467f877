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
import java.util.List;

import org.springframework.core.env.Environment;

import io.stickycluster.gateway.SessionSettings;
import io.stickycluster.launch.HealthCheck;
import io.stickycluster.launch.HttpHealthCheck;
import io.stickycluster.supervisor.ReloadPolicy;
import io.stickycluster.supervisor.ReloadPolicy.CanaryLimits;

/**
 * {@link ReloadProperties} as the supervisor takes them, checked.
 */
final class ReloadSettings {

	private static final String PREFIX = "sticky.cluster.reload.";

	private final ReloadProperties properties;

	ReloadSettings(ReloadProperties properties) {
		this.properties = properties;
	}

	ReloadPolicy policy() {
		int concurrency = this.properties.getConcurrency();
		require(concurrency >= 1, "concurrency", concurrency, "it is less than 1", "Use 1 or more.");
		return new ReloadPolicy(this.properties.getStrategy(), concurrency,
				notNegative("survive", this.properties.getSurvive()),
				notNegative("canary-pause", this.properties.getCanaryPause()), canaryLimits(),
				notNegative("keep-old", this.properties.getKeepOld()),
				notNegative("close-spread", this.properties.getCloseSpread()));
	}

	/**
	 * Return what marks sessions that live in an instance.
	 * @param shared whether HTTP sessions outlive their instance
	 * @return the marks
	 */
	SessionSettings sessions(boolean shared) {
		List<String> cookies = this.properties.getSessionCookies();
		if (cookies != null) {
			return new SessionSettings(cookies);
		}
		return shared ? new SessionSettings(List.of()) : SessionSettings.DEFAULT;
	}

	private CanaryLimits canaryLimits() {
		int minRequests = this.properties.getCanaryMinRequests();
		require(minRequests >= 1, "canary-min-requests", minRequests, "it is less than 1", "Use 1 or more.");
		double failures = this.properties.getCanaryMaxFailureRatio();
		require(failures >= 0 && failures <= 1, "canary-max-failure-ratio", failures, "it is not from 0 to 1",
				"Use a share such as 0.1.");
		double latency = this.properties.getCanaryMaxLatencyFactor();
		require(latency >= 0, "canary-max-latency-factor", latency, "it is negative", "Use a factor such as 3, or 0.");
		return new CanaryLimits(minRequests, failures, latency);
	}

	/**
	 * Return what asks a new generation how it is.
	 * @param environment knows where the application's health endpoint is
	 * @return the check, to be closed if it can be
	 */
	HealthCheck healthCheck(Environment environment) {
		String path = this.properties.getHealthPath();
		if (path == null) {
			return new HttpHealthCheck(healthEndpoint(environment));
		}
		if (path.isEmpty()) {
			return HealthCheck.NONE;
		}
		try {
			return new HttpHealthCheck(path);
		}
		catch (IllegalArgumentException ex) {
			throw new InvalidClusterPropertyException(PREFIX + "health-path", path, "it is no path",
					"Use a path such as '/actuator/health', or an empty value for no check.");
		}
	}

	static String healthEndpoint(Environment environment) {
		String context = environment.getProperty("server.servlet.context-path",
				environment.getProperty("spring.webflux.base-path", ""));
		String endpoints = environment.getProperty("management.endpoints.web.base-path", "/actuator");
		String health = environment.getProperty("management.endpoints.web.path-mapping.health", "health");
		return (context + "/" + endpoints + "/" + health).replaceAll("/+", "/");
	}

	private static Duration notNegative(String name, Duration value) {
		require(!value.isNegative(), name, value, "it is negative", "Use a duration such as 5s, or 0.");
		return value;
	}

	private static void require(boolean valid, String name, Object value, String reason, String action) {
		InvalidClusterPropertyException.throwUnless(valid, PREFIX + name, value, reason, action);
	}

}
