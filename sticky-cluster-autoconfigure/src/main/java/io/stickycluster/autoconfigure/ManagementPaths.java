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

import java.util.HashSet;
import java.util.List;
import java.util.Set;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.actuate.autoconfigure.web.server.ManagementPortType;
import org.springframework.boot.actuate.endpoint.web.PathMappedEndpoints;
import org.springframework.boot.actuate.endpoint.web.WebServerNamespace;
import org.springframework.core.env.Environment;
import org.springframework.util.StringUtils;

import io.stickycluster.gateway.RequestPolicy;

/**
 * {@link RequestPolicy} by the management endpoints: those that the supervisor exposes on
 * the gateway's port are answered by the supervisor, all others belong to the instances.
 * When management has a port of its own, nothing of the instances' management is reached
 * from outside.
 */
final class ManagementPaths implements RequestPolicy, SmartInitializingSingleton {

	private final ObjectProvider<PathMappedEndpoints> endpoints;

	private final Environment environment;

	private final List<String> further;

	private volatile Paths paths = Paths.NONE;

	/**
	 * Create paths.
	 * @param endpoints the endpoints
	 * @param environment knows what the paths begin with
	 * @param further further paths that the supervisor answers
	 */
	ManagementPaths(ObjectProvider<PathMappedEndpoints> endpoints, Environment environment, List<String> further) {
		this.endpoints = endpoints;
		this.further = further;
		this.environment = environment;
	}

	/**
	 * Collect the paths. Not earlier: endpoints may need the gateway.
	 */
	@Override
	public void afterSingletonsInstantiated() {
		PathMappedEndpoints mapped = this.endpoints.getIfAvailable();
		String root = trim(this.environment.getProperty("spring.webflux.base-path", ""));
		Set<String> additional = new HashSet<>();
		this.further.forEach((path) -> additional.add(root + trim(path)));
		if (mapped == null) {
			this.paths = new Paths("", additional, Set.of());
			return;
		}
		String base = trim(mapped.getBasePath());
		mapped.stream()
			.flatMap((endpoint) -> endpoint.getAdditionalPaths(WebServerNamespace.SERVER).stream())
			.forEach((path) -> additional.add(root + trim(path)));
		Set<String> management = new HashSet<>();
		mapped.getAllPaths().forEach((path) -> management.add(root + trim(path)));
		if (ManagementPortType.get(this.environment) == ManagementPortType.SAME) {
			management.addAll(additional);
			this.paths = new Paths(root + base, management, Set.of());
			return;
		}
		if (!base.isEmpty()) {
			management.add(root + base);
		}
		this.paths = new Paths("", additional, management);
	}

	@Override
	public Decision decide(String path) {
		Paths current = this.paths;
		if (isAtOrBelow(path, current.served()) || (!current.links().isEmpty() && path.equals(current.links()))) {
			return Decision.LOCAL;
		}
		return isAtOrBelow(path, current.hidden()) ? Decision.HIDE : Decision.RELAY;
	}

	private static boolean isAtOrBelow(String path, Set<String> prefixes) {
		for (String prefix : prefixes) {
			if (path.startsWith(prefix) && (path.length() == prefix.length() || path.charAt(prefix.length()) == '/')) {
				return true;
			}
		}
		return false;
	}

	private static String trim(String path) {
		String trimmed = StringUtils.trimTrailingCharacter(path.trim(), '/');
		return (trimmed.isEmpty() || trimmed.startsWith("/")) ? trimmed : "/" + trimmed;
	}

	/**
	 * The paths that are not for instances.
	 *
	 * @param links the page of links: this path and nothing below, empty when there is
	 * none
	 * @param served what the supervisor answers, with all that is below
	 * @param hidden what nobody answers, with all that is below
	 */
	private record Paths(String links, Set<String> served, Set<String> hidden) {

		static final Paths NONE = new Paths("", Set.of(), Set.of());

	}

}
