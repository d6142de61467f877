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

package io.stickycluster.launch;

import java.util.Map;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

import io.stickycluster.instance.InstanceRelease;

/**
 * What instances are launched of: which build of the application, and with what besides
 * its own configuration.
 *
 * @param artifact the build that is started, {@code null} for the application as the
 * supervisor itself was started
 * @param environment environment variables that are added
 * @param properties properties that are added, above those of the application
 */
public record Release(@Nullable Artifact artifact, Map<String, String> environment, Map<String, String> properties) {

	/**
	 * The application as the supervisor was started.
	 */
	public static final Release INITIAL = new Release(null, Map.of(), Map.of());

	public Release {
		environment = Map.copyOf(environment);
		properties = Map.copyOf(properties);
	}

	/**
	 * Create a release with nothing added.
	 * @param artifact the build that is started, {@code null} for the application as the
	 * supervisor itself was started
	 */
	public Release(@Nullable Artifact artifact) {
		this(artifact, Map.of(), Map.of());
	}

	/**
	 * Return whether instances of another release are the same as those of this one,
	 * wherever the copies of their builds are.
	 * @param other the other release
	 * @return whether they are alike
	 */
	public boolean isLike(Release other) {
		String checksum = (this.artifact != null) ? this.artifact.checksum() : null;
		String otherChecksum = (other.artifact != null) ? other.artifact.checksum() : null;
		return Objects.equals(checksum, otherChecksum) && this.environment.equals(other.environment)
				&& this.properties.equals(other.properties);
	}

	/**
	 * Describe it for everybody to see.
	 * @return the description
	 */
	public InstanceRelease describe() {
		Artifact artifact = this.artifact;
		return new InstanceRelease((artifact != null) ? artifact.version() : null,
				(artifact != null) ? artifact.name() : null, (artifact != null) ? artifact.shortChecksum() : null,
				this.environment.keySet().stream().sorted().toList(),
				this.properties.keySet().stream().sorted().toList());
	}

	@Override
	public String toString() {
		// Values may be secrets
		return "%s, environment %s, properties %s".formatted(
				(this.artifact != null) ? this.artifact : "the application itself",
				this.environment.keySet().stream().sorted().toList(),
				this.properties.keySet().stream().sorted().toList());
	}

}
