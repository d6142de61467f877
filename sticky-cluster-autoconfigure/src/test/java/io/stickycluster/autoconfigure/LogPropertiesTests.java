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

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

import io.stickycluster.logs.LogFileSettings;
import io.stickycluster.logs.LogSettings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link LogProperties} and {@link LogPropertiesMapper}.
 */
class LogPropertiesTests {

	@Test
	void writesNoFilesByDefault() {
		LogSettings settings = settings(Map.of());
		assertThat(settings).isEqualTo(new LogSettings(StandardCharsets.UTF_8, 1000, 1024 * 1024, null));
	}

	@Test
	void filesHaveDefaults() {
		LogFileSettings file = settings(Map.of("sticky.cluster.logs.file", "logs/app.log")).file();
		assertThat(file).isEqualTo(new LogFileSettings(Path.of("logs/app.log"), false, null, 10 * 1024 * 1024, 5));
		assertThat(file.file(3)).isEqualTo(Path.of("logs/app-3.log"));
	}

	@Test
	void valuesAreBound() {
		LogSettings settings = settings(Map.of("sticky.cluster.logs.charset", "ISO-8859-1",
				"sticky.cluster.logs.tail.max-lines", "7", "sticky.cluster.logs.tail.max-size", "2KB",
				"sticky.cluster.logs.file", "app", "sticky.cluster.logs.combine-logs", "true",
				"sticky.cluster.logs.log-date-format", "YYYY-MM-DD HH:mm Z", "sticky.cluster.logs.max-file-size", "1MB",
				"sticky.cluster.logs.max-files", "2"));
		assertThat(settings.charset()).isEqualTo(StandardCharsets.ISO_8859_1);
		assertThat(settings.tailLines()).isEqualTo(7);
		assertThat(settings.tailCharacters()).isEqualTo(2048);
		LogFileSettings file = settings.file();
		assertThat(file).isNotNull();
		assertThat(file.file(3)).isEqualTo(Path.of("app"));
		assertThat(file.dateFormat()).isNotNull();
		assertThat(file.maxBytes()).isEqualTo(1024 * 1024);
		assertThat(file.maxFiles()).isEqualTo(2);
	}

	@Test
	void nameWithoutADotGetsTheIndexAtItsEnd() {
		LogFileSettings file = settings(Map.of("sticky.cluster.logs.file", "logs.d/.app")).file();
		assertThat(file).isNotNull();
		assertThat(file.file(0)).isEqualTo(Path.of("logs.d/.app-0"));
	}

	@ParameterizedTest
	@CsvSource({ "charset, UTF-16", "tail.max-lines, 0", "tail.max-size, 0B", "max-file-size, -1B", "max-files, -1",
			"log-date-format, YYYY-MM-dd", "log-date-format, yyyy-MM-dd b", "file, /" })
	void badValueIsRefusedWithTheNameOfItsProperty(String name, String value) {
		assertThatExceptionOfType(InvalidClusterPropertyException.class)
			.isThrownBy(() -> settings(Map.of("sticky.cluster.logs." + name, value)))
			.satisfies((ex) -> {
				assertThat(ex.getProperty()).isEqualTo("sticky.cluster.logs." + name);
				assertThat(ex.getAction()).startsWith("Use ");
			});
	}

	private static LogSettings settings(Map<String, String> values) {
		LogProperties properties = new Binder(new MapConfigurationPropertySource(values))
			.bindOrCreate("sticky.cluster.logs", LogProperties.class);
		return new LogPropertiesMapper(properties).settings();
	}

}
