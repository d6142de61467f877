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

package io.stickycluster.app;

import java.util.Arrays;

import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * A {@code main} that uses its arguments, customises its application, and uses the
 * application's beans after {@code run}.
 */
public final class MainWithWork {

	private MainWithWork() {
	}

	public static void main(String[] args) {
		SpringApplication application = new SpringApplication(ServletApplication.class);
		application.setAdditionalProfiles("from-main");
		ConfigurableApplicationContext context = application.run(withoutOwnArguments(args));
		System.out
			.println("work after run in instance " + context.getEnvironment().getProperty("NODE_APP_INSTANCE", "none")
					+ " of " + context.getBeansOfType(InstanceRegistry.class).size() + " registry, main got "
					+ Arrays.stream(args).filter((arg) -> arg.startsWith("own:")).toList() + ", profiles "
					+ Arrays.toString(context.getEnvironment().getActiveProfiles()));
	}

	private static String[] withoutOwnArguments(String[] args) {
		return Arrays.stream(args).filter((arg) -> !arg.startsWith("own:")).toArray(String[]::new);
	}

}
