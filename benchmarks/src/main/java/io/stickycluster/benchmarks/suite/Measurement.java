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

import java.time.Duration;

import io.stickycluster.benchmarks.load.LatencyHistogram;

/**
 * What one round with one contender gave.
 *
 * @param perSecond completed requests, or whatever is counted, per second
 * @param p50Micros the latency that half of them do not exceed
 * @param p99Micros the latency that 99 % of them do not exceed
 * @param p999Micros the latency that 99.9 % of them do not exceed
 * @param proxyCpuMicros processor time of the proxy for each
 * @param instanceCpuMicros processor time of the instances for each
 * @param clientCpuMicros processor time of the load generator for each
 */
record Measurement(double perSecond, double p50Micros, double p99Micros, double p999Micros, double proxyCpuMicros,
		double instanceCpuMicros, double clientCpuMicros) {

	static Measurement of(LatencyHistogram latencies, Duration duration, CpuTimes cpu) {
		double count = latencies.count();
		return new Measurement(count * 1e9 / duration.toNanos(), latencies.percentile(0.5) / 1e3,
				latencies.percentile(0.99) / 1e3, latencies.percentile(0.999) / 1e3, cpu.proxy() / count / 1e3,
				cpu.instances() / count / 1e3, cpu.client() / count / 1e3);
	}

	/**
	 * Processor times in nanoseconds.
	 *
	 * @param proxy of the proxy
	 * @param instances of the instances
	 * @param client of the load generator
	 */
	record CpuTimes(long proxy, long instances, long client) {

		static CpuTimes soFar(Processes proxy, Processes instances) {
			return new CpuTimes(proxy.cpuNanos(), instances.cpuNanos(),
					Processes.only(ProcessHandle.current()).cpuNanos());
		}

		CpuTimes since(CpuTimes before) {
			return new CpuTimes(this.proxy - before.proxy, this.instances - before.instances,
					this.client - before.client);
		}

	}

}
