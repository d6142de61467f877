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

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import io.stickycluster.launch.InstanceHandle;
import io.stickycluster.launch.ReadyReport;
import io.stickycluster.launch.Survivor;
import io.stickycluster.launch.survive.LaunchRecord;
import io.stickycluster.launch.survive.LaunchRecords;
import io.stickycluster.launch.survive.ProcessIdentity;

/**
 * Takes over what a former supervisor has left running: those instances that were ready,
 * are still the processes that they were, and come back to their control link. The rest
 * is ended.
 */
final class Adoption {

	/**
	 * They try to come back four times a second.
	 */
	private static final Duration TIMEOUT = Duration.ofSeconds(10);

	private static final Duration END_TIMEOUT = Duration.ofSeconds(5);

	private static final Log logger = LogFactory.getLog(Adoption.class);

	private final LaunchRecords records;

	private final BiFunction<LaunchRecord, ProcessIdentity, InstanceHandle> adopter;

	private final Runnable onBegun;

	private final Duration timeout;

	/**
	 * Create an adoption.
	 * @param records what the former supervisor has left behind
	 * @param adopter takes over the instance of a record
	 * @param onBegun lets instances come back, once it is known which ones may
	 */
	Adoption(LaunchRecords records, BiFunction<LaunchRecord, ProcessIdentity, InstanceHandle> adopter,
			Runnable onBegun) {
		this(records, adopter, onBegun, TIMEOUT);
	}

	Adoption(LaunchRecords records, BiFunction<LaunchRecord, ProcessIdentity, InstanceHandle> adopter, Runnable onBegun,
			Duration timeout) {
		this.records = records;
		this.adopter = adopter;
		this.onBegun = onBegun;
		this.timeout = timeout;
	}

	/**
	 * Take over what can be, and end the rest. Blocks.
	 * @return what was taken over
	 */
	List<Survivor> run() {
		long start = System.nanoTime();
		List<LaunchRecord> left;
		try {
			left = this.records.read();
		}
		catch (IOException ex) {
			logger.warn("What a former supervisor has left behind cannot be read: " + ex);
			return List.of();
		}
		List<CompletableFuture<Optional<Survivor>>> attempts = left.stream().map(this::begin).toList();
		this.onBegun.run();
		List<Survivor> survivors = new ArrayList<>();
		attempts.forEach((attempt) -> attempt.join().ifPresent(survivors::add));
		survivors.sort(Comparator.comparingInt(Survivor::index).thenComparingInt(Survivor::generation));
		if (!left.isEmpty()) {
			logger.info("A former supervisor has ended without its instances: %d of %d taken over in %dms"
				.formatted(survivors.size(), left.size(), TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start)));
		}
		return survivors;
	}

	private CompletableFuture<Optional<Survivor>> begin(LaunchRecord record) {
		ProcessIdentity process = record.process();
		if (process == null || !process.isAlive()) {
			return end(record, "its process has ended");
		}
		if (!record.ready()) {
			return end(record, "it was not up yet");
		}
		if (!new ProcessTree(record.token()).includes(process.pid())) {
			return end(record, "its process is not the one that was launched");
		}
		InstanceHandle handle = this.adopter.apply(record, process);
		CompletableFuture<ReadyReport> ready = handle.whenReady().toCompletableFuture().copy();
		handle.whenExited().thenRun(() -> ready.cancel(false));
		return ready.orTimeout(this.timeout.toMillis(), TimeUnit.MILLISECONDS)
			.thenApply((report) -> Optional.of(survivor(record, handle, report)))
			.exceptionallyCompose((ex) -> kill(record, handle));
	}

	private static Survivor survivor(LaunchRecord record, InstanceHandle handle, ReadyReport report) {
		return new Survivor(record.index(), record.generation(), record.portOffset(), record.release(), handle, report);
	}

	private CompletableFuture<Optional<Survivor>> kill(LaunchRecord record, InstanceHandle handle) {
		logger.warn("%s is not taken over but ended: it has not come back within %ds".formatted(record.name(),
				this.timeout.toSeconds()));
		handle.kill();
		return handle.whenExited()
			.toCompletableFuture()
			.copy()
			.thenApply((exit) -> Optional.<Survivor>empty())
			.completeOnTimeout(Optional.empty(), END_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
	}

	private CompletableFuture<Optional<Survivor>> end(LaunchRecord record, String reason) {
		logger.info("%s is not taken over: %s".formatted(record.name(), reason));
		CompletableFuture<Optional<Survivor>> ended = new CompletableFuture<>();
		Thread thread = new Thread(() -> {
			try {
				Leftovers.end(record, this.records);
			}
			finally {
				ended.complete(Optional.empty());
			}
		}, record.name() + "-end");
		thread.setDaemon(true);
		thread.start();
		return ended;
	}

}
