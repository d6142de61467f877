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

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.stickycluster.logs.InstanceLog;
import io.stickycluster.logs.InstanceLogs;
import io.stickycluster.logs.LogSettings;

/**
 * A supervisor in a JVM of its own, which a test can kill or interrupt: starts the
 * command that it is given and waits. Ends it in order when it is to end itself.
 */
public final class SupervisorMain {

	private SupervisorMain() {
	}

	public static void main(String[] arguments) {
		InstanceLog log = new InstanceLogs(new LogSettings(StandardCharsets.UTF_8, 100, 10_000, null)).of(0);
		WatchedProcess process = new WatchedProcess("instance", arguments[0], log, new OomKills());
		process.start(() -> new PreparedProcess(List.of(arguments).subList(1, arguments.length), Map.of(), Set.of(),
				null, List.of(), (exitCode) -> {
				}));
		Runtime.getRuntime().addShutdownHook(new Thread(() -> {
			process.terminate();
			System.out.println("The instance ended with " + end(process).exitCode());
		}));
		end(process);
	}

	private static ProcessEnd end(WatchedProcess process) {
		return process.whenEnded().toCompletableFuture().join();
	}

}
