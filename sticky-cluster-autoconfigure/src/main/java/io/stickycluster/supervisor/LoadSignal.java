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

import java.util.Locale;
import java.util.function.ToDoubleFunction;

import io.stickycluster.supervisor.AutoscalePolicy.Targets;

/**
 * Something that instances carry more or less of.
 */
enum LoadSignal {

	/**
	 * Processor time per time.
	 */
	CPU("%.2f", "processors busy", Targets::cpu, LoadWindow::processors),

	/**
	 * Requests per time.
	 */
	REQUESTS("%.1f", "requests per second", Targets::requestsPerSecond, LoadWindow::requestsPerSecond),

	/**
	 * Who is there.
	 */
	SESSIONS("%.1f", "sessions", Targets::sessions, LoadWindow::sessions);

	private final String format;

	private final String unit;

	private final ToDoubleFunction<Targets> target;

	private final ToDoubleFunction<LoadWindow> total;

	LoadSignal(String format, String unit, ToDoubleFunction<Targets> target, ToDoubleFunction<LoadWindow> total) {
		this.format = format;
		this.unit = unit;
		this.target = target;
		this.total = total;
	}

	/**
	 * Return how much an instance is to have.
	 * @param targets the targets
	 * @return how much, 0 when it is not looked at
	 */
	double target(Targets targets) {
		return this.target.applyAsDouble(targets);
	}

	/**
	 * Return how much all instances together have.
	 * @param window the load
	 * @return how much on average, {@link Double#NaN} when it is not known
	 */
	double total(LoadWindow window) {
		return this.total.applyAsDouble(window);
	}

	String number(double value) {
		return String.format(Locale.ROOT, this.format, value);
	}

	String text(double value) {
		return number(value) + " " + this.unit;
	}

}
