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

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.PropertySourcesPlaceholdersResolver;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.MutablePropertySources;

/**
 * {@code sticky.cluster.command.line} with the placeholders that stand for something else
 * in each instance still in it. Property binding would put the supervisor's own variables
 * in their place, where it has any of the same names.
 */
class CommandLineTemplate {

	private static final String MARK = "\u0001";

	private final ConfigurableEnvironment environment;

	private final List<String> variables;

	CommandLineTemplate(ConfigurableEnvironment environment, List<String> variables) {
		this.environment = environment;
		this.variables = variables;
	}

	/**
	 * Return the command line.
	 * @return the command line, or {@code null} when it is not set
	 */
	@Nullable String find() {
		Map<String, Object> marks = new HashMap<>();
		this.variables.forEach((name) -> marks.put(name, mark(name)));
		MutablePropertySources sources = new MutablePropertySources();
		this.environment.getPropertySources().forEach(sources::addLast);
		sources.addFirst(new MapPropertySource("stickyClusterCommandVariables", marks));
		Binder binder = new Binder(ConfigurationPropertySources.from(sources),
				new PropertySourcesPlaceholdersResolver(sources), this.environment.getConversionService());
		String line = binder.bind("sticky.cluster.command.line", Bindable.of(String.class)).orElse(null);
		if (line == null) {
			return null;
		}
		for (String name : this.variables) {
			line = line.replace(mark(name), "${" + name + "}");
		}
		return line;
	}

	private static String mark(String name) {
		return MARK + name + MARK;
	}

}
