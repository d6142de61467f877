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
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.context.event.ApplicationEnvironmentPreparedEvent;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ApplicationListener;
import org.springframework.core.Ordered;
import org.springframework.core.env.CommandLinePropertySource;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.StandardEnvironment;

import io.stickycluster.launch.context.ApplicationEntryPoint;

/**
 * {@link ApplicationEntryPoint} for a {@link SpringApplication} that no {@code main}
 * method made, e.g. one in a test or embedded in another program: it runs a new one with
 * the same sources, listeners, initializers, profiles and properties.
 */
final class SpringApplicationEntryPoint implements ApplicationEntryPoint {

	private static final String TEST_SUPPORT = "org.springframework.boot.test.";

	private static final Set<String> NOT_COPIED = Set.of(StandardEnvironment.SYSTEM_PROPERTIES_PROPERTY_SOURCE_NAME,
			StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
			CommandLinePropertySource.COMMAND_LINE_PROPERTY_SOURCE_NAME, "configurationProperties", "random",
			"applicationInfo");

	private final SpringApplication original;

	private final Set<Object> sources;

	private final @Nullable WebApplicationType type;

	private final Collection<ApplicationContextInitializer<?>> initializers;

	private final Collection<ApplicationListener<?>> listeners;

	private final Set<String> profiles;

	private final List<PropertySource<?>> properties;

	private final String[] args;

	private SpringApplicationEntryPoint(SpringApplication original, List<PropertySource<?>> properties, String[] args) {
		this.original = original;
		this.sources = new LinkedHashSet<>(original.getAllSources());
		this.type = original.getWebApplicationType();
		this.initializers = withoutTestSupport(original.getInitializers());
		this.listeners = withoutTestSupport(original.getListeners());
		this.profiles = Set.copyOf(original.getAdditionalProfiles());
		this.properties = properties;
		this.args = args.clone();
	}

	/**
	 * Take down how an application is run, before the supervisor changes it.
	 * @param application the application
	 * @param environment its environment, configuration data included
	 * @param args its arguments
	 * @return the entry point
	 */
	static SpringApplicationEntryPoint copyOf(SpringApplication application, ConfigurableEnvironment environment,
			String[] args) {
		List<PropertySource<?>> properties = new ArrayList<>();
		for (PropertySource<?> source : environment.getPropertySources()) {
			if (source instanceof EnumerablePropertySource<?> && !NOT_COPIED.contains(source.getName())
					&& !source.getName().startsWith("Config resource ") && !source.getName().startsWith("servlet")) {
				properties.add(source);
			}
		}
		return new SpringApplicationEntryPoint(application, properties, args);
	}

	@Override
	public void run() {
		SpringApplication application = new SpringApplication(this.original.getResourceLoader());
		application.setMainApplicationClass(this.original.getMainApplicationClass());
		for (Object source : this.sources) {
			if (source instanceof Class<?> primarySource) {
				application.addPrimarySources(List.of(primarySource));
			}
			else {
				application.getSources().add(source.toString());
			}
		}
		if (this.type != null) {
			application.setWebApplicationType(this.type);
		}
		application.setInitializers(this.initializers);
		application.setListeners(this.listeners);
		application.addListeners(new PropertiesListener(this::addProperties));
		application.setAdditionalProfiles(this.profiles.toArray(new String[0]));
		application.run(this.args);
	}

	private void addProperties(ConfigurableEnvironment environment) {
		MutablePropertySources present = environment.getPropertySources();
		for (int i = this.properties.size() - 1; i >= 0; i--) {
			PropertySource<?> source = this.properties.get(i);
			if (source.getName().equals("defaultProperties")) {
				present.addLast(source);
			}
			else {
				present.addFirst(source);
			}
		}
	}

	private static <T> List<T> withoutTestSupport(Collection<T> candidates) {
		return candidates.stream()
			.filter((candidate) -> !candidate.getClass().getName().startsWith(TEST_SUPPORT))
			.toList();
	}

	/**
	 * Adds the properties before configuration data is loaded, as they were for the
	 * original.
	 *
	 * @param action adds the properties
	 */
	private record PropertiesListener(Consumer<ConfigurableEnvironment> action)
			implements
				ApplicationListener<ApplicationEnvironmentPreparedEvent>,
				Ordered {

		@Override
		public int getOrder() {
			return Ordered.HIGHEST_PRECEDENCE;
		}

		@Override
		public void onApplicationEvent(ApplicationEnvironmentPreparedEvent event) {
			this.action.accept(event.getEnvironment());
		}

	}

}
