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

package io.stickycluster.affinity;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import io.stickycluster.instance.ClusterSnapshot;

/**
 * Keeps for the next gateway where clients are, as far as it would not find that out by
 * itself. Written once a second when something has changed, and so seldom that it takes
 * no more than a twentieth of a processor, on a thread of its own. Thread-safe.
 */
public final class AffinityMemory implements AutoCloseable {

	private static final Duration INTERVAL = Duration.ofSeconds(1);

	private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(2);

	private static final int PAUSE_FACTOR = 20;

	private final AffinityFile file;

	private final List<AffinityTable> tables;

	private final Supplier<ClusterSnapshot> cluster;

	private final CountDownLatch closed = new CountDownLatch(1);

	private @Nullable Thread thread;

	private @Nullable ClusterSnapshot lastCluster;

	private long lastMoves;

	/**
	 * Create a memory.
	 * @param file the file, in a directory that only its owner can enter
	 * @param tables where clients are, always in the same order
	 * @param cluster the cluster
	 */
	public AffinityMemory(Path file, List<AffinityTable> tables, Supplier<ClusterSnapshot> cluster) {
		this.file = new AffinityFile(file);
		this.tables = List.copyOf(tables);
		this.cluster = cluster;
	}

	/**
	 * Remember those clients whose instances still serve.
	 * @return how many
	 * @throws IOException if the file is not there or damaged
	 */
	public int restore() throws IOException {
		return this.file.read(this.tables, Candidates.of(this.cluster.get()));
	}

	/**
	 * Begin to write.
	 * @param onFailure told when the file can no longer be written
	 */
	public synchronized void start(Consumer<IOException> onFailure) {
		Thread started = new Thread(() -> run(onFailure), "sticky-cluster-affinity");
		started.setDaemon(true);
		started.start();
		this.thread = started;
	}

	private void run(Consumer<IOException> onFailure) {
		boolean failed = false;
		try {
			long pause = INTERVAL.toNanos();
			while (!this.closed.await(pause, TimeUnit.NANOSECONDS)) {
				long start = System.nanoTime();
				failed = !tryWrite(failed ? (ex) -> {
				} : onFailure);
				pause = Math.max(INTERVAL.toNanos(), (System.nanoTime() - start) * PAUSE_FACTOR);
			}
			tryWrite(onFailure);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private boolean tryWrite(Consumer<IOException> onFailure) {
		try {
			writeIfChanged();
			return true;
		}
		catch (IOException ex) {
			onFailure.accept(ex);
			return false;
		}
	}

	/**
	 * Write the file unless nothing has changed since.
	 * @throws IOException if it cannot be written
	 */
	void writeIfChanged() throws IOException {
		ClusterSnapshot now = this.cluster.get();
		long moves = this.tables.stream().mapToLong(AffinityTable::moves).sum();
		if (now != this.lastCluster || moves != this.lastMoves) {
			this.file.write(this.tables, Candidates.of(now));
			this.lastCluster = now;
			this.lastMoves = moves;
		}
	}

	/**
	 * Write what has changed, and end the thread.
	 */
	@Override
	public void close() {
		this.closed.countDown();
		Thread started;
		synchronized (this) {
			started = this.thread;
		}
		if (started != null) {
			try {
				started.join(CLOSE_TIMEOUT.toMillis());
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		}
	}

}
