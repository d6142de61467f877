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

import java.net.BindException;
import java.util.List;
import java.util.Objects;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.boot.web.server.PortInUseException;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.core.env.Environment;
import org.springframework.core.io.support.SpringFactoriesLoader;
import org.springframework.core.io.support.SpringFactoriesLoader.ArgumentResolver;
import org.springframework.core.io.support.SpringFactoriesLoader.FailureHandler;

import io.stickycluster.instance.FailureKind;

/**
 * Says in words why a run failed: what a {@link FailureAnalyzer} makes of the exception,
 * else its most specific cause.
 */
final class FailureText {

	private FailureText() {
	}

	static String of(Throwable failure, @Nullable ConfigurableApplicationContext context) {
		FailureAnalysis analysis = analyze(failure, context);
		return (analysis != null) ? text(analysis) : NestedExceptionUtils.getMostSpecificCause(failure).toString();
	}

	static FailureKind kindOf(Throwable failure, @Nullable ConfigurableApplicationContext context) {
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			if (cause instanceof PortInUseException || cause instanceof BindException) {
				return FailureKind.PORT_IN_USE;
			}
			if (cause instanceof OutOfMemoryError) {
				return FailureKind.OUT_OF_MEMORY;
			}
		}
		return (analyze(failure, context) != null) ? FailureKind.CONFIGURATION : FailureKind.ERROR;
	}

	static @Nullable FailureAnalysis analyze(Throwable failure, @Nullable ConfigurableApplicationContext context) {
		return analyzers(context).stream()
			.map((analyzer) -> analyze(analyzer, failure))
			.filter(Objects::nonNull)
			.findFirst()
			.orElse(null);
	}

	private static List<FailureAnalyzer> analyzers(@Nullable ConfigurableApplicationContext context) {
		ClassLoader classLoader = (context != null) ? context.getClassLoader() : null;
		ArgumentResolver arguments = (context != null)
				? ArgumentResolver.of(BeanFactory.class, context.getBeanFactory())
					.and(Environment.class, context.getEnvironment())
				: ArgumentResolver.none();
		return SpringFactoriesLoader.forDefaultResourceLocation(classLoader)
			.load(FailureAnalyzer.class, arguments, FailureHandler.handleMessage((message, ex) -> {
			}));
	}

	private static @Nullable FailureAnalysis analyze(FailureAnalyzer analyzer, Throwable failure) {
		try {
			return analyzer.analyze(failure);
		}
		catch (RuntimeException | LinkageError ex) {
			// An analyzer that fails has nothing to say, as in Spring Boot's own use of
			// it
			return null;
		}
	}

	private static String text(FailureAnalysis analysis) {
		String description = analysis.getDescription().strip();
		String action = analysis.getAction();
		return (action != null && !action.isBlank()) ? description + System.lineSeparator() + action.strip()
				: description;
	}

}
