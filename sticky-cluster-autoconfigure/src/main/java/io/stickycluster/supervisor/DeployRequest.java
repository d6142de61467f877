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

import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * What a reload is to bring that is new.
 *
 * @param artifact the name of the artifact to deploy, {@code null} for the current one,
 * as it is by now
 * @param environment environment variables to add to those of the current release, or
 * with {@code null} to take away
 * @param properties properties to add to those of the current release, or with
 * {@code null} to take away
 */
public record DeployRequest(@Nullable String artifact, Map<String, @Nullable String> environment,
		Map<String, @Nullable String> properties) {

	/**
	 * Add or take away what a request says.
	 * @param current what there is
	 * @param changes what is to change
	 * @return what there will be
	 */
	static Map<String, String> apply(Map<String, String> current, Map<String, @Nullable String> changes) {
		Map<String, String> result = new LinkedHashMap<>(current);
		changes.forEach((name, value) -> {
			if (value != null) {
				result.put(name, value);
			}
			else {
				result.remove(name);
			}
		});
		return result;
	}

}
