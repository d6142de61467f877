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

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

/**
 * Thrown when not enough instances got ready for the cluster to start.
 */
public final class ClusterStartException extends RuntimeException {

	private final SortedMap<Integer, String> failures;

	ClusterStartException(String message, Map<Integer, String> failures, @Nullable Throwable cause) {
		super(message + describe(failures), cause);
		this.failures = Collections.unmodifiableSortedMap(new TreeMap<>(failures));
	}

	/**
	 * Return why instances did not get ready, in words for an operator.
	 * @return the last failure of each index that failed
	 */
	public SortedMap<Integer, String> failures() {
		return this.failures;
	}

	/**
	 * Return which instances failed for the same reason, whatever they last wrote.
	 * @return their indexes by the failure of the first of them
	 */
	public Map<String, List<Integer>> indexesByFailure() {
		Map<String, List<Integer>> indexes = new LinkedHashMap<>();
		Map<String, String> firstOfReason = new HashMap<>();
		this.failures.forEach((index, failure) -> {
			String first = firstOfReason.computeIfAbsent(Failure.withoutOutput(failure), (reason) -> failure);
			indexes.computeIfAbsent(first, (text) -> new ArrayList<>()).add(index);
		});
		return indexes;
	}

	private static String describe(Map<Integer, String> failures) {
		return failures.entrySet()
			.stream()
			.map((entry) -> "; instance %d: %s".formatted(entry.getKey(), Failure.summary(entry.getValue())))
			.collect(Collectors.joining());
	}

}
