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

package io.stickycluster.launch.process;

import java.util.LinkedHashMap;
import java.util.Map;

import io.stickycluster.launch.LaunchRequest;

/**
 * The environment variables that the processes of instances get beside those of the
 * supervisor.
 *
 * @param indexVariable the name of the variable that holds the instance's index
 * @param variables further ones of all instances
 * @param perInstance further ones of single instances by their index
 */
public record ProcessEnvironment(String indexVariable, Map<String, String> variables,
		Map<Integer, Map<String, String>> perInstance) {

	static final String PORT = "PORT";

	public ProcessEnvironment {
		variables = Map.copyOf(variables);
		perInstance = Map.copyOf(perInstance);
	}

	Map<String, String> of(LaunchRequest request) {
		int index = request.identity().index();
		Map<String, String> environment = new LinkedHashMap<>(this.variables);
		environment.putAll(this.perInstance.getOrDefault(index, Map.of()));
		environment.putAll(request.release().environment());
		environment.put(this.indexVariable, String.valueOf(index));
		environment.put(PORT, String.valueOf(request.port()));
		return environment;
	}

}
