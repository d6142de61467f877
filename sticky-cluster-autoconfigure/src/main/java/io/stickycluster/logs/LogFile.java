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

package io.stickycluster.logs;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * A file of log that one or several instances write to. A failure costs the lines that
 * could not be written, is warned of once a minute at most and is over when writing works
 * again. Thread-safe; may block.
 */
final class LogFile implements AutoCloseable {

	static final Duration CHECK_INTERVAL = Duration.ofSeconds(1);

	static final Duration WARNING_INTERVAL = Duration.ofMinutes(1);

	private static final Log logger = LogFactory.getLog(LogFile.class);

	private final RollingFile file;

	private final Charset charset;

	private final @Nullable LogDateFormat dateFormat;

	private final LongSupplier nanoTime;

	// Fair, so that an instance that writes without a pause lets the others in
	private final ReentrantLock lock = new ReentrantLock(true);

	private final ByteArrayOutputStream buffer = new ByteArrayOutputStream();

	private Instant formattedTime = Instant.MIN;

	private String formatted = "";

	private long checkedAt;

	private @Nullable Long warnedAt;

	private long lost;

	LogFile(RollingFile file, Charset charset, @Nullable LogDateFormat dateFormat, LongSupplier nanoTime) {
		this.file = file;
		this.charset = charset;
		this.dateFormat = dateFormat;
		this.nanoTime = nanoTime;
		this.checkedAt = nanoTime.getAsLong();
	}

	/**
	 * Write lines.
	 * @param prefix what stands before each line
	 * @param lines the lines
	 * @param droppedBefore how many lines before them were lost
	 * @return whether they are written
	 */
	boolean write(String prefix, List<LogLine> lines, long droppedBefore) {
		this.lock.lock();
		try {
			this.buffer.reset();
			if (this.lost > 0) {
				// The last line before the failure may have been written in part
				put("\n" + this.lost + " lines lost: they could not be written\n");
			}
			if (droppedBefore > 0) {
				put(prefix + droppedBefore + " lines dropped: the instance writes faster than this file\n");
			}
			lines.forEach((line) -> put(prefix + time(line.time()) + line.text() + "\n"));
			return tryWrite(lines.size());
		}
		finally {
			this.lock.unlock();
		}
	}

	private boolean tryWrite(int count) {
		long now = this.nanoTime.getAsLong();
		if (now - this.checkedAt >= CHECK_INTERVAL.toNanos()) {
			this.checkedAt = now;
			this.file.checkMoved();
		}
		try {
			this.file.write(this.buffer.toByteArray());
			if (this.lost > 0) {
				logger.info("Log file " + this.file.path() + " is written again, " + this.lost + " lines are lost");
				this.lost = 0;
				this.warnedAt = null;
			}
			return true;
		}
		catch (IOException ex) {
			this.lost += count;
			if (this.warnedAt == null || now - this.warnedAt >= WARNING_INTERVAL.toNanos()) {
				this.warnedAt = now;
				logger.warn(
						"Log file " + this.file.path() + " cannot be written, " + this.lost + " lines are lost: " + ex);
			}
			return false;
		}
	}

	private String time(Instant time) {
		if (this.dateFormat == null) {
			return "";
		}
		if (!time.equals(this.formattedTime)) {
			this.formattedTime = time;
			this.formatted = this.dateFormat.format(time) + ": ";
		}
		return this.formatted;
	}

	private void put(String text) {
		this.buffer.writeBytes(text.getBytes(this.charset));
	}

	/**
	 * Close the file, unless somebody hangs in writing to it.
	 */
	@Override
	public void close() {
		if (this.lock.tryLock()) {
			try {
				this.file.close();
			}
			finally {
				this.lock.unlock();
			}
		}
	}

}
