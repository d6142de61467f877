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

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * The arguments of the instances' JVMs, but for memory and class-data sharing.
 *
 * @param inherited those of the supervisor's JVM
 * @param additional further ones of all instances
 * @param perInstance further ones of single instances by their index
 */
public record JvmArguments(List<String> inherited, List<String> additional, Map<Integer, List<String>> perInstance) {

	private static final Predicate<String> OUT_OF_MEMORY = Pattern
		.compile("-XX:([+-]ExitOnOutOfMemoryError|\\+CrashOnOutOfMemoryError)")
		.asMatchPredicate();

	public JvmArguments {
		inherited = List.copyOf(inherited);
		additional = List.copyOf(additional);
		perInstance = Map.copyOf(perInstance);
	}

	/**
	 * Return the arguments of instances that inherit this JVM's.
	 * @param additional further ones of all instances
	 * @param perInstance further ones of single instances by their index
	 * @return the arguments
	 */
	public static JvmArguments inherit(List<String> additional, Map<Integer, List<String>> perInstance) {
		return new JvmArguments(ManagementFactory.getRuntimeMXBean().getInputArguments(), additional, perInstance);
	}

	/**
	 * Return the arguments of an instance's JVM.
	 * @param index the instance's index
	 * @return the arguments; of those that contradict each other the later one counts
	 */
	List<String> forInstance(int index) {
		List<String> arguments = new ArrayList<>(InheritedArguments.forInstance(this.inherited, index));
		// Devtools restarts the supervisor, and that its instances
		arguments.add("-Dspring.devtools.restart.enabled=false");
		arguments.addAll(this.additional);
		arguments.addAll(this.perInstance.getOrDefault(index, List.of()));
		if (arguments.stream().noneMatch(OUT_OF_MEMORY)) {
			arguments.add("-XX:+ExitOnOutOfMemoryError");
		}
		return arguments;
	}

}
