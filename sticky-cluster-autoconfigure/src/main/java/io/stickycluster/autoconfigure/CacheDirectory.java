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

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;
import org.springframework.util.StringUtils;

/**
 * Finds the place where a user's programs keep what they can make again (XDG base
 * directory specification).
 */
final class CacheDirectory {

	private static final String NAME = "sticky-cluster";

	private CacheDirectory() {
	}

	/**
	 * Find the directory of this program.
	 * @param environment the environment variables
	 * @param properties the system properties
	 * @return the directory, which need not exist
	 */
	static Path find(Map<String, String> environment, Function<String, @Nullable String> properties) {
		String configured = environment.get("XDG_CACHE_HOME");
		if (StringUtils.hasText(configured) && Path.of(configured).isAbsolute()) {
			return Path.of(configured, NAME);
		}
		String home = properties.apply("user.home");
		if (StringUtils.hasText(home) && Path.of(home).isAbsolute() && Files.isWritable(Path.of(home))) {
			return Path.of(home, ".cache", NAME);
		}
		// A system user without a home shares this directory with others
		return Path.of(String.valueOf(properties.apply("java.io.tmpdir")), NAME + "-" + properties.apply("user.name"));
	}

}
