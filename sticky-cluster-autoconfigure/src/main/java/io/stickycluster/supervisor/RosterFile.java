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

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import io.stickycluster.instance.ClusterSnapshot;
import io.stickycluster.launch.survive.StateDirectory;

/**
 * Keeps the {@link Roster} of a cluster in a file, on a thread of its own that writes the
 * latest one only. Thread-safe.
 */
public final class RosterFile implements Consumer<ClusterSnapshot>, AutoCloseable {

	private static final String NAME = "roster.properties";

	private static final long CLOSE_TIMEOUT_SECONDS = 2;

	private static final Log logger = LogFactory.getLog(ClusterSupervisor.class);

	private final StateDirectory directory;

	private final int configured;

	private final Semaphore changes = new Semaphore(0);

	private final Thread thread;

	private volatile ClusterSnapshot latest = ClusterSnapshot.EMPTY;

	private volatile boolean closed;

	/**
	 * Create a file.
	 * @param directory where it is
	 * @param configured how many instances the supervisor was asked to start with
	 */
	public RosterFile(StateDirectory directory, int configured) {
		this.directory = directory;
		this.configured = configured;
		this.thread = new Thread(this::writeChanges, "sticky-cluster-roster");
		this.thread.setDaemon(true);
		this.thread.start();
	}

	/**
	 * Read what the former supervisor has written.
	 * @return the roster, an empty one when there is none or it is damaged
	 */
	public Roster read() {
		Path file = this.directory.path().resolve(NAME);
		if (!Files.exists(file)) {
			return Roster.EMPTY;
		}
		Properties properties = new Properties();
		try (InputStream input = Files.newInputStream(file)) {
			properties.load(input);
			return parse(properties);
		}
		catch (IOException | IllegalArgumentException | DateTimeException ex) {
			logger.warn("Ignored what a former supervisor has left in " + file + ", because it is damaged: " + ex);
			return Roster.EMPTY;
		}
	}

	/**
	 * Keep the roster of a cluster. Returns at once.
	 * @param snapshot the cluster
	 */
	@Override
	public void accept(ClusterSnapshot snapshot) {
		this.latest = snapshot;
		this.changes.release();
	}

	private void writeChanges() {
		try {
			while (!this.closed || this.changes.availablePermits() > 0) {
				this.changes.acquire();
				this.changes.drainPermits();
				if (this.latest != ClusterSnapshot.EMPTY) {
					write(Roster.of(this.configured, this.latest));
				}
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private void write(Roster roster) {
		try {
			this.directory.write(NAME, (output) -> {
				BufferedOutputStream buffered = new BufferedOutputStream(output);
				format(roster).store(buffered, null);
				buffered.flush();
			});
		}
		catch (IOException ex) {
			logger.warn("The next supervisor will not know how the cluster is: " + ex);
		}
	}

	private static Properties format(Roster roster) {
		Properties properties = new Properties();
		properties.setProperty("configured", String.valueOf(roster.configured()));
		properties.setProperty("instances", String.valueOf(roster.instances()));
		roster.places().forEach((index, place) -> {
			properties.setProperty(index + ".generation", String.valueOf(place.generation()));
			properties.setProperty(index + ".last", String.valueOf(place.last()));
			properties.setProperty(index + ".draining", String.valueOf(place.draining()));
			properties.setProperty(index + ".planned", String.valueOf(place.planned()));
			properties.setProperty(index + ".unplanned", String.valueOf(place.unplanned()));
			if (place.readySince() != null) {
				properties.setProperty(index + ".ready-since", place.readySince().toString());
			}
		});
		return properties;
	}

	private static Roster parse(Properties properties) {
		Map<Integer, Roster.Place> places = new TreeMap<>();
		for (String name : properties.stringPropertyNames()) {
			if (name.endsWith(".generation")) {
				int index = Integer.parseInt(name.substring(0, name.indexOf('.')));
				String prefix = index + ".";
				places.put(index,
						new Roster.Place(number(properties, name), number(properties, prefix + "last"),
								Boolean.parseBoolean(properties.getProperty(prefix + "draining")),
								instant(properties.getProperty(prefix + "ready-since")),
								number(properties, prefix + "planned"), number(properties, prefix + "unplanned")));
			}
		}
		return new Roster(number(properties, "configured"), number(properties, "instances"), places);
	}

	private static int number(Properties properties, String name) {
		int number = Integer.parseInt(properties.getProperty(name, ""));
		if (number < 0) {
			throw new IllegalArgumentException("'" + name + "' is negative");
		}
		return number;
	}

	private static @Nullable Instant instant(@Nullable String text) {
		return (text != null) ? Instant.parse(text) : null;
	}

	/**
	 * Write what is not written yet, and end the thread.
	 */
	@Override
	public void close() {
		this.closed = true;
		this.changes.release();
		try {
			this.thread.join(TimeUnit.SECONDS.toMillis(CLOSE_TIMEOUT_SECONDS));
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
