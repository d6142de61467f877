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

package io.stickycluster.endpoint;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;

import io.stickycluster.instance.ClusterSnapshot;
import io.stickycluster.instance.Instance;
import io.stickycluster.instance.InstanceVitals;
import io.stickycluster.supervisor.ClusterSupervisor;

/**
 * {@link MeterBinder} that shows how each instance is that has a process of its own. The
 * gauges of an instance come and go with its process.
 */
public class InstanceMetrics implements MeterBinder {

	private static final long OWN_PID = ProcessHandle.current().pid();

	private static final double NANOS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);

	private final ClusterSupervisor supervisor;

	/**
	 * Create a binder.
	 * @param supervisor knows the instances
	 */
	public InstanceMetrics(ClusterSupervisor supervisor) {
		this.supervisor = supervisor;
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		List<VitalsGauge> gauges = List.of(
				gauge(registry, "memory.used", "bytes", "Heap in use", InstanceVitals::heapUsed),
				gauge(registry, "memory.max", "bytes", "Largest heap", InstanceVitals::heapMax),
				gauge(registry, "memory.nonheap", "bytes", "Memory of the JVM beside the heap",
						InstanceVitals::nonHeapUsed),
				gauge(registry, "memory.resident", "bytes", "Memory of the process in RAM", InstanceVitals::resident),
				gauge(registry, "gc.time", "seconds", "Time spent collecting garbage",
						(vitals) -> seconds(vitals.gcTime())),
				gauge(registry, "cpu.time", "seconds", "Processor time", (vitals) -> seconds(vitals.cpuTime())),
				gauge(registry, "threads", "threads", "Live threads", InstanceVitals::threads),
				gauge(registry, "sessions", "sessions", "Open HTTP sessions", InstanceVitals::openSessions));
		Rows rows = new Rows(gauges);
		this.supervisor.addListener(rows::update);
		rows.update(this.supervisor.get());
	}

	private VitalsGauge gauge(MeterRegistry registry, String name, String unit, String description,
			ToDoubleFunction<InstanceVitals> value) {
		MultiGauge gauge = MultiGauge.builder("sticky.cluster.instance." + name)
			.description(description)
			.baseUnit(unit)
			.register(registry);
		return new VitalsGauge(gauge, value);
	}

	private double value(int index, ToDoubleFunction<InstanceVitals> value) {
		double known = this.supervisor.get()
			.instance(index)
			.flatMap((instance) -> this.supervisor.vitals(index, instance.generation()))
			.map(value::applyAsDouble)
			.orElse(-1.0);
		return (known >= 0) ? known : Double.NaN;
	}

	private static double seconds(Duration duration) {
		return duration.toNanos() / NANOS_PER_SECOND;
	}

	/**
	 * A gauge with a row for each instance.
	 *
	 * @param gauge the gauge
	 * @param value what it shows
	 */
	private record VitalsGauge(MultiGauge gauge, ToDoubleFunction<InstanceVitals> value) {

	}

	/**
	 * The instances that there are rows for.
	 */
	private final class Rows {

		private final List<VitalsGauge> gauges;

		private Set<Integer> indexes = Set.of();

		Rows(List<VitalsGauge> gauges) {
			this.gauges = gauges;
		}

		synchronized void update(ClusterSnapshot snapshot) {
			Set<Integer> processes = snapshot.instances()
				.stream()
				.filter((instance) -> instance.pid() != 0 && instance.pid() != OWN_PID)
				.map(Instance::index)
				.collect(Collectors.toUnmodifiableSet());
			if (!processes.equals(this.indexes)) {
				this.indexes = processes;
				this.gauges.forEach((gauge) -> gauge.gauge().register(rows(gauge.value()), true));
			}
		}

		private List<MultiGauge.Row<?>> rows(ToDoubleFunction<InstanceVitals> value) {
			return this.indexes
				.stream().<MultiGauge
						.Row<?>>map(
								(index) -> MultiGauge.Row.of(Tags.of("index", index.toString()),
										() -> value(index, value)))
				.toList();
		}

	}

}
