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

package io.stickycluster.benchmarks.suite;

import java.util.ArrayList;
import java.util.List;

/**
 * What the gateway is meant to reach, and whether it does.
 */
final class Goals {

	private final List<Goal> goals = new ArrayList<>();

	/**
	 * Compare with a goal that is to be reached or exceeded.
	 * @param what what is meant
	 * @param bound the goal
	 * @param measured what was measured, of which the median counts
	 */
	void atLeast(String what, double bound, Spread measured) {
		this.goals.add(new Goal(what, "at least " + bound, measured, measured.median() >= bound));
	}

	/**
	 * Compare with a goal that is not to be exceeded.
	 * @param what what is meant
	 * @param bound the goal
	 * @param measured what was measured, of which the median counts
	 */
	void atMost(String what, double bound, Spread measured) {
		this.goals.add(new Goal(what, "at most " + bound, measured, measured.median() <= bound));
	}

	/**
	 * All goals that were compared with.
	 * @return a table, empty if there are none
	 */
	String table() {
		if (this.goals.isEmpty()) {
			return "";
		}
		Table table = new Table("goal", "", "measured", "met");
		this.goals.forEach((goal) -> table.row(goal.what(), goal.bound(), goal.measured().format("%.2f"),
				goal.met() ? "yes" : "**no**"));
		return table.toString();
	}

	private record Goal(String what, String bound, Spread measured, boolean met) {

	}

}
