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

import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.stickycluster.instance.Instance;
import io.stickycluster.instance.InstanceRelease;
import io.stickycluster.instance.InstanceState;
import io.stickycluster.launch.ReadyReport;
import io.stickycluster.launch.Survivor;

/**
 * The generations of a member: how many there were and why, and what is known of the
 * latest.
 */
final class Launches {

	private static final long OWN_PID = ProcessHandle.current().pid();

	private final int index;

	private final InstancePorts ports;

	private final int slot;

	private final Generations generations;

	private int generation;

	private int launches;

	private int planned;

	private int unplanned;

	private long pid;

	private boolean ending;

	private @Nullable ReadyReport report;

	private @Nullable Instant readySince;

	private @Nullable Instant adoptedAt;

	private Launches(int index, InstancePorts ports, int slot, Generations generations) {
		this.index = index;
		this.ports = ports;
		this.slot = slot;
		this.generations = generations;
	}

	/**
	 * Begin to count.
	 * @param index the index
	 * @param ports the ports of the cluster
	 * @param generations numbers the generations of the index
	 */
	Launches(int index, InstancePorts ports, Generations generations) {
		this(index, ports, 0, generations);
		this.generation = generations.last();
	}

	/**
	 * Go on counting where the former supervisor has ended.
	 * @param survivor the latest generation
	 * @param ports the ports of the cluster
	 * @param generations numbers the generations of the index
	 * @param planned how often it was launched again by request
	 * @param unplanned how often it was launched again because it had ended by itself
	 * @return the launches
	 */
	static Launches of(Survivor survivor, InstancePorts ports, Generations generations, int planned, int unplanned) {
		Launches launches = new Launches(survivor.index(), ports, (survivor.portOffset() != 0) ? 1 : 0, generations);
		generations.atLeast(survivor.generation());
		launches.generation = survivor.generation();
		launches.launches = 1 + planned + unplanned;
		launches.planned = planned;
		launches.unplanned = unplanned;
		launches.pid = survivor.handle().pid();
		return launches;
	}

	/**
	 * Go on counting beside this one.
	 * @return the launches of whoever is to replace this one, on the index's other port
	 */
	Launches successor() {
		Launches successor = new Launches(this.index, this.ports, 1 - this.slot, this.generations);
		successor.launches = this.launches;
		successor.planned = this.planned;
		successor.unplanned = this.unplanned;
		return successor;
	}

	int index() {
		return this.index;
	}

	int requestedPort() {
		return this.ports.port(this.index, this.slot);
	}

	/**
	 * Return how far its ports are from the first ones of the index.
	 * @return the offset
	 */
	int portOffset() {
		return this.ports.offset(this.slot);
	}

	int port() {
		return (this.report != null) ? this.report.address().getPort() : requestedPort();
	}

	@Nullable InetSocketAddress address() {
		return (this.report != null) ? this.report.address() : null;
	}

	int generation() {
		return this.generation;
	}

	/**
	 * Return the number that the next generation will have, unless another member of the
	 * index is launched before.
	 * @return the number
	 */
	int upcoming() {
		return this.generations.last() + 1;
	}

	long pid() {
		return this.pid;
	}

	/**
	 * Return whether the latest generation lives in another process than the supervisor.
	 * @return whether signals reach it
	 */
	boolean hasOwnProcess() {
		return this.pid != 0 && this.pid != OWN_PID;
	}

	@Nullable Instant readySince() {
		return this.readySince;
	}

	/**
	 * Count a new generation.
	 * @param retry whether it is launched because the former has ended by itself
	 */
	void begin(boolean retry) {
		this.generation = this.generations.next();
		this.pid = 0;
		this.ending = false;
		this.adoptedAt = null;
		if (this.launches++ == 0) {
			return;
		}
		if (retry) {
			this.unplanned++;
		}
		else {
			this.planned++;
		}
	}

	/**
	 * Note that the latest generation is about to end by itself.
	 */
	void ending() {
		this.ending = true;
	}

	void pid(long pid) {
		this.pid = pid;
	}

	void ready(ReadyReport report, Instant now) {
		this.report = report;
		this.readySince = now;
	}

	/**
	 * Note that the latest generation was taken over.
	 * @param report where it listens
	 * @param readySince since when it is ready
	 * @param now when it was taken over
	 */
	void adopted(ReadyReport report, Instant readySince, Instant now) {
		ready(report, readySince);
		this.adoptedAt = now;
	}

	void notReady() {
		this.readySince = null;
	}

	void end() {
		this.ending = false;
		this.report = null;
		this.readySince = null;
	}

	Instance describe(InstanceState state, @Nullable String detail, boolean running, boolean wanted,
			@Nullable Failure lastFailure, @Nullable InstanceRelease release) {
		ReadyReport report = this.report;
		return new Instance(this.index, this.generation, state, (report != null) ? report.address() : null,
				(report != null) ? report.socket() : null, (report != null) ? report.ports() : Map.of(),
				running ? this.pid : 0, this.readySince, this.planned, this.unplanned,
				(lastFailure != null) ? lastFailure.text() : null, (lastFailure != null) ? lastFailure.kind() : null,
				detail, wanted, this.ending, release, running ? this.adoptedAt : null);
	}

}
