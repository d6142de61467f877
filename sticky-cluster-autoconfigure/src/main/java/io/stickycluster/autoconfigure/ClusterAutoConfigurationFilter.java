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

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanClassLoaderAware;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurationImportFilter;
import org.springframework.boot.autoconfigure.AutoConfigurationMetadata;
import org.springframework.boot.context.annotation.ImportCandidates;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.EnvironmentAware;
import org.springframework.core.env.Environment;

/**
 * {@link AutoConfigurationImportFilter} that lets only what the supervisor needs into the
 * supervisor: a data source, a message listener or a scheduler there would do the
 * application's work once more.
 */
class ClusterAutoConfigurationFilter implements AutoConfigurationImportFilter, EnvironmentAware, BeanClassLoaderAware {

	static final String ADDITIONAL_PROPERTY = "sticky.cluster.supervisor.auto-configurations";

	private static final String BOOT = "org.springframework.boot.";

	private static final List<String> SUPERVISOR = List.of("io.stickycluster.", BOOT + "webflux.autoconfigure.",
			BOOT + "reactor.", BOOT + "netty.", BOOT + "web.server.", BOOT + "http.codec.", BOOT + "jackson.",
			BOOT + "actuate.", BOOT + "health.", BOOT + "micrometer.", BOOT + "security.autoconfigure.",
			BOOT + "devtools.", BOOT + "autoconfigure.availability.", BOOT + "autoconfigure.context.",
			BOOT + "autoconfigure.info.", BOOT + "autoconfigure.jmx.", BOOT + "autoconfigure.ssl.");

	private static final String DEVTOOLS = BOOT + "devtools.";

	private @Nullable Environment environment;

	private @Nullable ClassLoader classLoader;

	private @Nullable Predicate<String> predicate;

	@Override
	public void setEnvironment(Environment environment) {
		this.environment = environment;
	}

	@Override
	public void setBeanClassLoader(ClassLoader classLoader) {
		this.classLoader = classLoader;
	}

	@Override
	public boolean[] match(@Nullable String[] classNames, AutoConfigurationMetadata metadata) {
		boolean[] matches = new boolean[classNames.length];
		if (this.predicate == null) {
			this.predicate = predicate();
		}
		for (int i = 0; i < matches.length; i++) {
			String name = classNames[i];
			matches[i] = name != null && this.predicate.test(name);
		}
		return matches;
	}

	private Predicate<String> predicate() {
		if (this.environment == null) {
			return (name) -> true;
		}
		return switch (ClusterRole.of(this.environment)) {
			case SUPERVISOR -> supervisorPredicate(this.environment);
			// Its file watcher would restart everything once for each instance
			case INSTANCE -> (name) -> !name.startsWith(DEVTOOLS);
			case STANDALONE -> (name) -> true;
		};
	}

	private Predicate<String> supervisorPredicate(Environment environment) {
		List<String> allowed = new ArrayList<>(SUPERVISOR);
		allowed.addAll(
				Binder.get(environment).bind(ADDITIONAL_PROPERTY, Bindable.listOf(String.class)).orElseGet(List::of));
		// Spring asks for every class that an auto-configuration imports, too
		Set<String> autoConfigurations = new HashSet<>(
				ImportCandidates.load(AutoConfiguration.class, this.classLoader).getCandidates());
		return (name) -> !autoConfigurations.contains(name) || allowed.stream().anyMatch(name::startsWith);
	}

}
