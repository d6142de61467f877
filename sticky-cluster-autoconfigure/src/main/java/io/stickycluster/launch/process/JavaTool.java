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

package io.stickycluster.launch.process;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A short run of a JVM whose exit code alone is of interest.
 */
final class JavaTool {

	private static final Duration TIMEOUT = Duration.ofSeconds(30);

	private JavaTool() {
	}

	/**
	 * Run a JVM and wait for its end.
	 * @param directory the directory for its arguments
	 * @param arguments its arguments
	 * @return whether it ended in time and without an error
	 * @throws IOException if it could not be started, or the thread was interrupted
	 */
	static boolean run(Path directory, List<String> arguments) throws IOException {
		Path file = ArgumentFile.write(directory, "tool-", arguments);
		try {
			ProcessBuilder builder = new ProcessBuilder(JvmProcessCommand.JAVA.toString(), "@" + file)
				.redirectErrorStream(true)
				.redirectOutput(Redirect.DISCARD);
			builder.environment().keySet().removeAll(JvmProcessCommand.ARGUMENT_VARIABLES);
			return await(builder.start());
		}
		finally {
			Files.deleteIfExists(file);
		}
	}

	private static boolean await(Process process) throws IOException {
		try {
			return process.waitFor(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS) && process.exitValue() == 0;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IOException("Interrupted while a JVM was running", ex);
		}
		finally {
			process.destroyForcibly();
		}
	}

}
