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

import java.util.List;
import java.util.stream.Collectors;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

import io.stickycluster.supervisor.ClusterStartException;

/**
 * Analyzer of a {@link ClusterStartException}: shows what the instances themselves said.
 * It comes first, because the exception's cause is an instance's own and other analyzers
 * would take that for the supervisor's.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
class ClusterStartFailureAnalyzer extends AbstractFailureAnalyzer<ClusterStartException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, ClusterStartException cause) {
		String description = cause.indexesByFailure()
			.entrySet()
			.stream()
			.map((entry) -> "%n%nInstance %s:%n%n%s".formatted(join(entry.getValue()), entry.getKey()))
			.collect(Collectors.joining());
		return new FailureAnalysis("The cluster did not start, because not enough of its instances did." + description,
				"Correct what the instances report. To see the application start without a cluster, run it once "
						+ "without 'sticky.cluster.instances'.",
				cause);
	}

	private static String join(List<Integer> indexes) {
		return indexes.stream().map(String::valueOf).collect(Collectors.joining(", "));
	}

}
