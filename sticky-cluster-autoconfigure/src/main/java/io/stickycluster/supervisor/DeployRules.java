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

package io.stickycluster.supervisor;

import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * What a reload may bring that is new, by how instances are isolated.
 *
 * @param artifacts whether another artifact, and environment variables
 * @param properties whether properties
 */
public record DeployRules(boolean artifacts, boolean properties) {

	/**
	 * For instances in JVMs of their own.
	 */
	public static final DeployRules PROCESS = new DeployRules(true, true);

	/**
	 * For instances that share the supervisor's JVM.
	 */
	public static final DeployRules CONTEXT = new DeployRules(false, true);

	/**
	 * For programs of any language.
	 */
	public static final DeployRules COMMAND = new DeployRules(false, false);

	private static final int MAX_CHANGES = 200;

	private static final int MAX_LENGTH = 8192;

	/**
	 * Those that the cluster sets, and those by which a JVM or the system's linker can be
	 * made to run anything.
	 */
	private static final Predicate<String> REFUSED_VARIABLE = Pattern
		.compile("|.*[=\\x00].*|JAVA_TOOL_OPTIONS|JDK_JAVA_OPTIONS|_JAVA_OPTIONS|LD_.*|DYLD_.*|STICKY_CLUSTER_.*",
				Pattern.DOTALL)
		.asMatchPredicate();

	private static final Predicate<String> REFUSED_PROPERTY = Pattern
		.compile("|.*\\x00.*|sticky\\.cluster\\..*", Pattern.DOTALL)
		.asMatchPredicate();

	void check(DeployRequest request) {
		require(this.artifacts || request.artifact() == null, "artifact", "process");
		require(this.artifacts || request.environment().isEmpty(), "env", "process");
		require(this.properties || request.properties().isEmpty(), "properties", "process' or 'context");
		checkNames("env", request.environment().keySet(), REFUSED_VARIABLE);
		checkNames("properties", request.properties().keySet(), REFUSED_PROPERTY);
		boolean tooLong = request.environment().values().stream().anyMatch(DeployRules::isTooLong)
				|| request.properties().values().stream().anyMatch(DeployRules::isTooLong);
		if (tooLong || request.environment().size() + request.properties().size() > MAX_CHANGES) {
			throw new IllegalCommandException("'env' and 'properties' may change %d values of %d characters at most"
				.formatted(MAX_CHANGES, MAX_LENGTH), List.of());
		}
	}

	private static boolean isTooLong(String value) {
		return value != null && value.length() > MAX_LENGTH;
	}

	private static void require(boolean allowed, String parameter, String isolation) {
		if (!allowed) {
			throw new IllegalCommandException(
					"'%s' makes sense only with 'sticky.cluster.isolation' '%s'".formatted(parameter, isolation),
					List.of());
		}
	}

	private static void checkNames(String parameter, Set<String> names, Predicate<String> refused) {
		names.stream().filter(refused).findFirst().ifPresent((name) -> {
			throw new IllegalCommandException("'%s' must not have '%s'".formatted(parameter, name), List.of());
		});
	}

}
