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

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.ZoneId;

import org.jspecify.annotations.Nullable;
import org.springframework.util.StringUtils;

import io.stickycluster.logs.LogDateFormat;
import io.stickycluster.logs.LogFileSettings;
import io.stickycluster.logs.LogSettings;

/**
 * {@link LogProperties} as the logs take them, checked: each value that cannot be is told
 * with its property's name.
 */
final class LogPropertiesMapper {

	private static final String PREFIX = "sticky.cluster.logs.";

	private static final int MAX_TAIL_LINES = 1_000_000;

	private static final int MAX_FILES = 1000;

	private static final String PATH_ACTION = "Use the path of a file such as logs/app.log.";

	private final LogProperties properties;

	LogPropertiesMapper(LogProperties properties) {
		this.properties = properties;
	}

	LogSettings settings() {
		int tailLines = this.properties.getTail().getMaxLines();
		InvalidClusterPropertyException.throwUnless(tailLines >= 1 && tailLines <= MAX_TAIL_LINES,
				PREFIX + "tail.max-lines", tailLines, "it is not between 1 and " + MAX_TAIL_LINES,
				"Use a number such as 1000.");
		long tailSize = this.properties.getTail().getMaxSize().toBytes();
		InvalidClusterPropertyException.throwUnless(tailSize >= 1, PREFIX + "tail.max-size",
				this.properties.getTail().getMaxSize(), "it is not more than 0", "Use a size such as 1MB.");
		InvalidClusterPropertyException.throwUnless(LogSettings.isSupported(this.properties.getCharset()),
				PREFIX + "charset", this.properties.getCharset(), "lines cannot be told apart in this encoding",
				"Use the encoding that the instances write, such as UTF-8 or ISO-8859-1.");
		return new LogSettings(this.properties.getCharset(), tailLines, tailSize, file());
	}

	private @Nullable LogFileSettings file() {
		LogDateFormat dateFormat = dateFormat();
		int maxFiles = this.properties.getMaxFiles();
		InvalidClusterPropertyException.throwUnless(maxFiles >= 0 && maxFiles <= MAX_FILES, PREFIX + "max-files",
				maxFiles, "it is not between 0 and " + MAX_FILES,
				"Use a number such as 5, or 0 to keep no rolled files.");
		long maxBytes = this.properties.getMaxFileSize().toBytes();
		InvalidClusterPropertyException.throwUnless(maxBytes >= 0, PREFIX + "max-file-size",
				this.properties.getMaxFileSize(), "it is negative", "Use a size such as 10MB, or 0 to let files grow.");
		String file = this.properties.getFile();
		return StringUtils.hasText(file)
				? new LogFileSettings(path(file), this.properties.isCombineLogs(), dateFormat, maxBytes, maxFiles)
				: null;
	}

	private static Path path(String file) {
		try {
			Path path = Path.of(file);
			InvalidClusterPropertyException.throwUnless(path.getFileName() != null, PREFIX + "file", file,
					"it is no file", PATH_ACTION);
			return path;
		}
		catch (InvalidPathException ex) {
			throw new InvalidClusterPropertyException(PREFIX + "file", file, "it is no path: " + ex.getReason(),
					PATH_ACTION);
		}
	}

	private @Nullable LogDateFormat dateFormat() {
		String pattern = this.properties.getLogDateFormat();
		if (pattern == null || pattern.isBlank()) {
			return null;
		}
		try {
			return LogDateFormat.of(pattern, ZoneId.systemDefault());
		}
		catch (IllegalArgumentException ex) {
			throw new InvalidClusterPropertyException(PREFIX + "log-date-format", pattern,
					"it is no pattern of a time: " + ex.getMessage(),
					"Use a pattern such as 'yyyy-MM-dd HH:mm:ss.SSS', or PM2's 'YYYY-MM-DD HH:mm Z'.");
		}
	}

}
