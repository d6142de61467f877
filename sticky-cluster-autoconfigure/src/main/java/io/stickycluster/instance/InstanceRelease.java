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

package io.stickycluster.instance;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Which build of the application an instance runs, and what was changed beside it. Values
 * that were changed are not told: they may be secrets.
 *
 * @param version the build's version, {@code null} when it tells none
 * @param artifact the name of its file, {@code null} when it has none of its own
 * @param checksum the first digits of the file's SHA-256 checksum, {@code null} when it
 * has no file of its own
 * @param environment the names of the environment variables that were added
 * @param properties the names of the properties that were added
 */
public record InstanceRelease(@Nullable String version, @Nullable String artifact, @Nullable String checksum,
		List<String> environment, List<String> properties) {

	public InstanceRelease {
		environment = List.copyOf(environment);
		properties = List.copyOf(properties);
	}

}
