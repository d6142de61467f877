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

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Makes a JVM write the stacks of its threads to its output, even when its own threads no
 * longer do anything.
 */
final class ThreadDump {

	private static final Log logger = LogFactory.getLog(ThreadDump.class);

	private ThreadDump() {
	}

	/**
	 * Ask a JVM for its dump, by SIGQUIT. Returns at once; does nothing where there are
	 * no signals.
	 * @param pid the JVM's process id
	 * @param name the instance's name
	 */
	static void request(long pid, String name) {
		if (Guardian.isAvailable()) {
			Thread thread = new Thread(() -> quit(pid, name), name + "-dump");
			thread.setDaemon(true);
			thread.start();
		}
	}

	private static void quit(long pid, String name) {
		try {
			new ProcessBuilder("/bin/sh", "-c", "kill -QUIT \"$0\"", Long.toString(pid)).redirectErrorStream(true)
				.redirectOutput(ProcessBuilder.Redirect.DISCARD)
				.start()
				.waitFor();
		}
		catch (IOException ex) {
			logger.warn("Could not ask " + name + " for the stacks of its threads: " + ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
