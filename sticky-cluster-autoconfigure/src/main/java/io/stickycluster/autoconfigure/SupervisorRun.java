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
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.boot.ApplicationContextFactory;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringApplicationRunListener;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.bootstrap.ConfigurableBootstrapContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.AnnotatedBeanDefinitionReader;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

import io.stickycluster.launch.context.ApplicationEntryPoint;
import io.stickycluster.launch.process.LaunchArguments;

/**
 * The part of the {@link ClusterRole#SUPERVISOR supervisor} in its run: it turns the run
 * of the user's application into a reactive one that holds none of the user's beans, and
 * remembers how the application was started, so that the instances start the same way.
 */
class SupervisorRun implements SpringApplicationRunListener {

	static final String ENTRY_POINT_BEAN = "stickyClusterEntryPoint";

	static final String START_BEAN = "stickyClusterApplicationStart";

	private static final String SPRING_PACKAGES = "org.springframework.";

	private final SpringApplication application;

	private final String[] args;

	private final CallStack stack;

	private final Set<String> definitionsBeforeLoad = new HashSet<>();

	private @Nullable ApplicationEntryPoint entryPoint;

	private @Nullable ApplicationStart start;

	private @Nullable LaunchingThread launchingThread;

	SupervisorRun(SpringApplication application, String[] args, CallStack stack) {
		this.application = application;
		this.args = args;
		this.stack = stack;
	}

	@Override
	public void environmentPrepared(ConfigurableBootstrapContext bootstrapContext,
			ConfigurableEnvironment environment) {
		WebApplicationType type = this.application.getWebApplicationType();
		this.entryPoint = entryPoint(environment);
		this.start = new ApplicationStart(this.stack.isLaunchingThread(), startedClass(), List.of(this.args));
		environment.getPropertySources()
			.addFirst(new MapPropertySource("stickyClusterSupervisor", settings(environment, type)));
		environment.getPropertySources()
			.addLast(new MapPropertySource("stickyClusterSupervisorDefaults", defaults(environment)));
		this.application.setApplicationContextFactory(ApplicationContextFactory.DEFAULT);
		this.application.setInitializers(withoutUserTypes(this.application.getInitializers()));
		this.application.setListeners(withoutUserTypes(this.application.getListeners()));
	}

	private ApplicationEntryPoint entryPoint(ConfigurableEnvironment environment) {
		Class<?> mainClass = this.application.getMainApplicationClass();
		if (mainClass == null || !this.stack.isCalledFromMainOf(mainClass)) {
			return SpringApplicationEntryPoint.copyOf(this.application, environment, this.args);
		}
		Optional<List<String>> mainArgs = this.stack.isLaunchingThread()
				? LaunchArguments.ofThisProcess(mainClass.getName()) : Optional.empty();
		return new MainMethodEntryPoint(mainClass,
				mainArgs.map((found) -> found.toArray(new String[0])).orElse(this.args));
	}

	private @Nullable String startedClass() {
		Class<?> mainClass = this.application.getMainApplicationClass();
		if (mainClass != null && this.stack.isCalledFromMainOf(mainClass)) {
			return mainClass.getName();
		}
		// Not started by a main method: that of a class which the application is made of
		// makes the same
		return this.application.getAllSources()
			.stream()
			.filter(Class.class::isInstance)
			.<Class<?>>map((source) -> (Class<?>) source)
			.filter(MainMethodEntryPoint::hasMain)
			.<String>map(Class::getName)
			.findFirst()
			.orElse(null);
	}

	private Map<String, Object> settings(ConfigurableEnvironment environment, @Nullable WebApplicationType type) {
		Map<String, Object> settings = new LinkedHashMap<>();
		settings.put(ClusterRole.PROPERTY, ClusterRole.SUPERVISOR.name());
		settings.put("spring.main.web-application-type", WebApplicationType.REACTIVE.name());
		settings.put("spring.main.lazy-initialization", false);
		settings.put("spring.main.sources", "");
		// Who the peer is must not depend on a header: writes are for local callers
		settings.put("server.forward-headers-strategy", "none");
		if (RoutingMode.of(environment) == RoutingMode.EXTERNAL) {
			// What the application has for its clients is not served here
			settings.put("spring.web.resources.add-mappings", false);
		}
		if (RoutingMode.of(environment) == RoutingMode.HANDOFF) {
			// TLS and HTTP/2 end in the instances
			settings.put("server.ssl.enabled", false);
			settings.put("server.http2.enabled", false);
		}
		if (type == WebApplicationType.SERVLET) {
			String path = environment.getProperty("server.servlet.context-path", "")
					+ environment.getProperty("spring.mvc.servlet.path", "");
			settings.put("spring.webflux.base-path", path.endsWith("/") ? path.substring(0, path.length() - 1) : path);
		}
		return settings;
	}

	private Map<String, Object> defaults(ConfigurableEnvironment environment) {
		Map<String, Object> defaults = new LinkedHashMap<>();
		if (RoutingMode.of(environment) == RoutingMode.EXTERNAL) {
			defaults.put("sticky.cluster.reload.strategy", RoutingSettings.EXTERNAL_RELOAD);
		}
		defaults.put("management.endpoints.web.exposure.include", "health,cluster");
		defaults.put("management.endpoint.health.status.order", "DOWN,OUT_OF_SERVICE,DEGRADED,UP,UNKNOWN");
		if (environment.getProperty("management.health.cluster.enabled", Boolean.class,
				environment.getProperty("management.health.defaults.enabled", Boolean.class, true))) {
			defaults.put("management.endpoint.health.group.readiness.include", "readinessState,cluster");
		}
		return defaults;
	}

	private <T> List<T> withoutUserTypes(Collection<T> candidates) {
		return candidates.stream()
			.filter((candidate) -> candidate.getClass().getName().startsWith(SPRING_PACKAGES))
			.toList();
	}

	@Override
	public void contextPrepared(ConfigurableApplicationContext context) {
		this.definitionsBeforeLoad.addAll(List.of(context.getBeanFactory().getBeanDefinitionNames()));
	}

	@Override
	public void contextLoaded(ConfigurableApplicationContext context) {
		BeanDefinitionRegistry registry = (BeanDefinitionRegistry) context.getBeanFactory();
		for (String name : registry.getBeanDefinitionNames()) {
			if (!this.definitionsBeforeLoad.contains(name)) {
				registry.removeBeanDefinition(name);
			}
		}
		new AnnotatedBeanDefinitionReader(registry, context.getEnvironment())
			.register(SupervisorApplicationConfiguration.class);
		if (this.entryPoint != null) {
			context.getBeanFactory().registerSingleton(ENTRY_POINT_BEAN, this.entryPoint);
		}
		if (this.start != null) {
			context.getBeanFactory().registerSingleton(START_BEAN, this.start);
		}
		if (this.stack.isLaunchingThread()) {
			this.launchingThread = new LaunchingThread(this.stack.isRestartedByDevTools());
			context.addApplicationListener(this.launchingThread.releaseOnCloseOf(context));
		}
	}

	@Override
	public void ready(ConfigurableApplicationContext context, @Nullable Duration timeTaken) {
		if (this.launchingThread != null) {
			this.launchingThread.awaitClose();
		}
	}

}
