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

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.function.Function;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.springframework.util.DigestUtils;
import org.springframework.util.StringUtils;

import io.stickycluster.launch.process.Leftovers;
import io.stickycluster.launch.survive.StateDirectory;
import io.stickycluster.link.LinkServer;

/**
 * Whether and how instances outlive their supervisor, checked.
 */
final class SurvivalSettings {

	private static final Log logger = LogFactory.getLog(SurvivalSettings.class);

	private static final String PREFIX = "sticky.cluster.";

	private static final String SURVIVE = PREFIX + "survive-supervisor";

	private static final String DIRECTORY = PREFIX + "state-directory";

	private static final String NAME = "sticky-cluster";

	private static final int KEY_LENGTH = 12;

	/**
	 * A supervisor that hands over has to end its own connections first.
	 */
	private static final Duration LOCK_PATIENCE = Duration.ofSeconds(20);

	private final ClusterProperties properties;

	private final String application;

	/**
	 * Create settings.
	 * @param properties the properties
	 * @param application tells this cluster from others on the machine, and is the same
	 * after a restart
	 */
	SurvivalSettings(ClusterProperties properties, String application) {
		this.properties = properties;
		this.application = application;
	}

	/**
	 * Return for how long instances wait for the next supervisor.
	 * @return the time, 0 when they end with theirs
	 */
	Duration time() {
		Duration time = this.properties.getSurviveSupervisor();
		InvalidClusterPropertyException.throwUnless(!time.isNegative(), SURVIVE, time, "it is negative",
				"Use a duration such as 30s, or 0.");
		InvalidClusterPropertyException.throwUnless(
				time.isZero() || this.properties.getIsolation() == ClusterProperties.Isolation.PROCESS, SURVIVE, time,
				"only instances in JVMs of their own outlive their supervisor",
				"Set 'sticky.cluster.isolation' to process, or leave the property out.");
		InvalidClusterPropertyException.throwUnless(
				time.isZero() || FileSystems.getDefault().supportedFileAttributeViews().contains("posix"), SURVIVE,
				time, "what the next supervisor needs cannot be kept from others on this system",
				"Leave the property out.");
		return time;
	}

	/**
	 * Open the place for what the next supervisor needs. Blocks while the former one is
	 * about to end.
	 * @return the place, {@code null} when instances end with their supervisor
	 */
	@Nullable StateDirectory open() {
		return time().isZero() ? null : open(path(System.getenv(), System::getProperty));
	}

	/**
	 * End the instances that have outlived a former supervisor, if this one is not to
	 * take any over. Blocks until they have ended.
	 */
	void endFormer() {
		Path path = path(System.getenv(), System::getProperty);
		if (!time().isZero() || !Files.isDirectory(path)) {
			return;
		}
		try (StateDirectory directory = StateDirectory.open(path, Duration.ZERO)) {
			// Another supervisor may have it: then they are not left over
			if (directory != null) {
				Leftovers.end(directory);
			}
		}
		catch (IOException ex) {
			logger
				.warn("Instances of a former supervisor may still run, which cannot be told from " + path + ": " + ex);
		}
	}

	private static StateDirectory open(Path path) {
		InvalidClusterPropertyException.throwUnless(LinkServer.fits(path), DIRECTORY, path,
				"it is too long for the path of a socket", "Use a directory with a shorter name.");
		StateDirectory directory;
		try {
			directory = StateDirectory.open(path, LOCK_PATIENCE);
		}
		catch (IOException ex) {
			throw new InvalidClusterPropertyException(DIRECTORY, path.toString(),
					"what the next supervisor needs cannot be kept there: " + ex,
					"Use a directory that belongs to the user that the cluster runs as.");
		}
		if (directory == null) {
			throw new InvalidClusterPropertyException(DIRECTORY, path.toString(), "another supervisor has it",
					"Stop that one, or give each cluster a directory of its own.");
		}
		return directory;
	}

	/**
	 * Find the place: a directory of the user's that is there after the next login and
	 * the next start of the machine (XDG base directory specification), unless one is
	 * set.
	 * @param environment the environment variables
	 * @param system the system properties
	 * @return the place, which need not exist
	 */
	Path path(Map<String, String> environment, Function<String, @Nullable String> system) {
		Path configured = this.properties.getStateDirectory();
		if (configured != null && !configured.toString().isEmpty()) {
			return configured.toAbsolutePath();
		}
		String key = DigestUtils.md5DigestAsHex(this.application.getBytes(StandardCharsets.UTF_8))
			.substring(0, KEY_LENGTH);
		String state = environment.get("XDG_STATE_HOME");
		if (StringUtils.hasText(state) && Path.of(state).isAbsolute()) {
			return Path.of(state, NAME, key);
		}
		// Where there is no home the cache directory is of the user's own all the same
		Path cache = CacheDirectory.find(Map.of(), system);
		String home = String.valueOf(system.apply("user.home"));
		return cache.startsWith(home) ? Path.of(home, ".local", "state", NAME, key)
				: cache.resolve("state").resolve(key);
	}

}
