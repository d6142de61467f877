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

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Reads one output of an instance until it ends. The thread that reads waits for nothing
 * but the output; a second one logs.
 */
final class OutputFollower {

	private static final Log logger = LogFactory.getLog(OutputFollower.class);

	private final InputStream output;

	private final LineReader reader;

	private final LineWorker worker;

	private final Thread thread;

	private final CompletableFuture<Void> read = new CompletableFuture<>();

	OutputFollower(InputStream output, String threadName, Charset charset, Function<List<String>, List<LogLine>> tail,
			LineWorker worker) {
		this.output = output;
		this.reader = new LineReader(charset, (lines) -> worker.offer(tail.apply(lines)));
		this.worker = worker;
		this.thread = new Thread(this::run, threadName);
		this.thread.setDaemon(true);
	}

	void start() {
		this.worker.start();
		this.thread.start();
	}

	private void run() {
		try (InputStream input = this.output) {
			this.reader.read(input);
		}
		catch (IOException ex) {
			// Closed by whoever owns it, which is an end as good as any
			logger.debug("Output read by " + this.thread.getName() + " ended", ex);
		}
		finally {
			this.worker.close();
			this.read.complete(null);
		}
	}

	/**
	 * Return the stage that completes when the output has ended.
	 * @return the end of the output
	 */
	CompletableFuture<Void> whenRead() {
		return this.read;
	}

	/**
	 * Return the stage that completes when all that was read is logged.
	 * @return the end of the work
	 */
	CompletableFuture<Void> whenLogged() {
		return this.worker.whenEnded();
	}

	/**
	 * Leave the rest behind: read no further, and log no more than is being logged.
	 */
	void abandon() {
		this.worker.abandon();
		try {
			this.output.close();
		}
		catch (IOException ex) {
			logger.debug("Output read by " + this.thread.getName() + " could not be closed", ex);
		}
	}

}
