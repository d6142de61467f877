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

import java.util.Locale;

/**
 * Reads {@code sticky.cluster.instances} with PM2's meaning: a number, {@code max} for
 * one per processor, or a negative number for that many less than processors, at least
 * one.
 */
final class InstanceCount {

	static final String PROPERTY = "sticky.cluster.instances";

	private InstanceCount() {
	}

	static int parse(String value, int processors, int maxInstances) {
		int count = parse(value.trim(), processors);
		if (count > maxInstances) {
			throw new InvalidClusterPropertyException(PROPERTY, value,
					"it means " + count + " instances, more than the " + maxInstances + " that are allowed",
					"Use fewer instances, or raise 'sticky.cluster.max-instances'.");
		}
		return count;
	}

	private static int parse(String value, int processors) {
		if (value.toLowerCase(Locale.ROOT).equals("max")) {
			return processors;
		}
		int number;
		try {
			number = Integer.parseInt(value);
		}
		catch (NumberFormatException ex) {
			throw invalid(value, "it is neither a whole number nor 'max'");
		}
		if (number == 0) {
			throw invalid(value, "a cluster has at least one instance");
		}
		return (number > 0) ? number : (int) Math.max(1L, (long) processors + number);
	}

	private static InvalidClusterPropertyException invalid(String value, String reason) {
		return new InvalidClusterPropertyException(PROPERTY, value, reason,
				"Use a number of instances such as 4, 'max' for one per processor, or a negative number for that many "
						+ "less than processors. Leave the property out to run without a cluster.");
	}

}
