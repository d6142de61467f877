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

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.util.unit.DataSize;

/**
 * Properties of what instances write.
 */
@ConfigurationProperties("sticky.cluster.logs")
public class LogProperties {

	/**
	 * Encoding of the output of instances that have a process of their own, and of the
	 * files. Must write a line feed as one byte.
	 */
	private Charset charset = StandardCharsets.UTF_8;

	/**
	 * File that the lines of instances are written to, beside the logging system; each
	 * instance has its own, with its index in the name ('app-0.log' for 'app.log'). No
	 * files are written when not set.
	 */
	private @Nullable String file;

	/**
	 * Whether all instances write to the same file, each line with the index before it.
	 */
	private boolean combineLogs;

	/**
	 * Format of the time before each line of a file, as a pattern of Java or of PM2
	 * ('YYYY-MM-DD HH:mm Z'). No time is written when not set.
	 */
	private @Nullable String logDateFormat;

	/**
	 * Size from which a file is rolled. 0 means never.
	 */
	private DataSize maxFileSize = DataSize.ofMegabytes(10);

	/**
	 * Maximum number of rolled files that are kept beside the one that is written. 0
	 * means that a file begins anew when it is full.
	 */
	private int maxFiles = 5;

	private final Tail tail = new Tail();

	public Charset getCharset() {
		return this.charset;
	}

	public void setCharset(Charset charset) {
		this.charset = charset;
	}

	public @Nullable String getFile() {
		return this.file;
	}

	public void setFile(@Nullable String file) {
		this.file = file;
	}

	public boolean isCombineLogs() {
		return this.combineLogs;
	}

	public void setCombineLogs(boolean combineLogs) {
		this.combineLogs = combineLogs;
	}

	public @Nullable String getLogDateFormat() {
		return this.logDateFormat;
	}

	public void setLogDateFormat(@Nullable String logDateFormat) {
		this.logDateFormat = logDateFormat;
	}

	public DataSize getMaxFileSize() {
		return this.maxFileSize;
	}

	public void setMaxFileSize(DataSize maxFileSize) {
		this.maxFileSize = maxFileSize;
	}

	public int getMaxFiles() {
		return this.maxFiles;
	}

	public void setMaxFiles(int maxFiles) {
		this.maxFiles = maxFiles;
	}

	public Tail getTail() {
		return this.tail;
	}

	/**
	 * Properties of the last lines that are kept in memory.
	 */
	public static class Tail {

		/**
		 * Maximum number of lines of each instance that are kept. Must be at least 1.
		 */
		private int maxLines = 1000;

		/**
		 * Maximum size of the lines of each instance that are kept, with one byte for a
		 * character. Must be more than 0.
		 */
		private DataSize maxSize = DataSize.ofMegabytes(1);

		public int getMaxLines() {
			return this.maxLines;
		}

		public void setMaxLines(int maxLines) {
			this.maxLines = maxLines;
		}

		public DataSize getMaxSize() {
			return this.maxSize;
		}

		public void setMaxSize(DataSize maxSize) {
			this.maxSize = maxSize;
		}

	}

}
