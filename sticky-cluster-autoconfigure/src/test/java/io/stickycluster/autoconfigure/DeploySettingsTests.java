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
import java.nio.file.Path;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

import io.stickycluster.launch.deploy.DeployHome;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link DeploySettings} and the binding of {@link DeployProperties}.
 */
class DeploySettingsTests {

	@TempDir
	private Path temp;

	@Test
	void nothingIsDeployedByDefault() {
		DeploySettings settings = settings(Map.of());
		assertThat(settings.directory()).isNull();
		assertThat(settings.home("application")).isNull();
		assertThat(settings.history()).isEqualTo(5);
		assertThat(settings(Map.of("sticky.cluster.deploy.directory", "")).directory()).isNull();
	}

	@Test
	void directoryBelongsToOneClusterOfAnApplication() throws IOException {
		DeploySettings settings = settings(
				Map.of("sticky.cluster.deploy.directory", this.temp.toString(), "sticky.cluster.deploy.history", "2"));
		assertThat(settings.directory()).isEqualTo(this.temp);
		assertThat(settings.history()).isEqualTo(2);
		try (DeployHome one = settings.home("one"); DeployHome other = settings.home("other")) {
			assertThat(one.artifacts()).isNotEqualTo(other.artifacts());
			assertThatExceptionOfType(InvalidClusterPropertyException.class).isThrownBy(() -> settings.home("one"))
				.withMessageContaining("sticky.cluster.deploy.directory")
				.withMessageContaining("another cluster");
		}
	}

	@Test
	void nonsenseNamesTheProperty() {
		assertThatExceptionOfType(InvalidClusterPropertyException.class)
			.isThrownBy(() -> settings(Map.of("sticky.cluster.deploy.history", "0")).history())
			.withMessageContaining("sticky.cluster.deploy.history");
		assertThatExceptionOfType(InvalidClusterPropertyException.class)
			.isThrownBy(() -> settings(Map.of("sticky.cluster.deploy.directory", this.temp + "/none")).directory())
			.withMessageContaining("it is no directory");
	}

	private static DeploySettings settings(Map<String, String> values) {
		return new DeploySettings(new Binder(new MapConfigurationPropertySource(values))
			.bindOrCreate("sticky.cluster.deploy", DeployProperties.class));
	}

}
