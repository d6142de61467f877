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

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;

import io.stickycluster.app.TestJvm;
import io.stickycluster.instance.ClusterIdentity;
import io.stickycluster.launch.InstanceHandle;
import io.stickycluster.launch.InstanceSockets;
import io.stickycluster.launch.LaunchRequest;
import io.stickycluster.logs.InstanceLogs;
import io.stickycluster.logs.LogSettings;

/**
 * A supervisor of linked instances in a JVM of its own, which a test can kill. Marks its
 * instances by an environment variable and prints their process ids once they are ready.
 */
public final class ProcessSupervisorMain {

	private ProcessSupervisorMain() {
	}

	public static void main(String[] behaviours) throws Exception {
		InstanceLogs logs = new InstanceLogs(new LogSettings(StandardCharsets.UTF_8, 100, 10_000, null));
		for (int i = 0; i < behaviours.length; i++) {
			String behaviour = behaviours[i];
			List<String> java = TestJvm.command(TestJvm.ARGUMENTS, System.getProperty("java.class.path"));
			java.addAll(List.of(InstanceMain.class.getName(), behaviour));
			ProcessCommand command = (request) -> new PreparedProcess(java, Map.of(), Set.of(), null, List.of(),
					(exitCode) -> {
					});
			ProcessInstanceLauncher launcher = new ProcessInstanceLauncher(
					command, new LinkedInstanceSettings(InetAddress.getLoopbackAddress(), Map.of(),
							InstanceSockets.none(), (index) -> Map.of(), Duration.ofMillis(500), List.of()),
					logs, PrivateDirectory.create());
			InstanceHandle handle = launcher.launch(new LaunchRequest(new ClusterIdentity(i, 1, 1, false), 0));
			handle.whenReady().thenAccept((report) -> System.out.println("ready " + handle.pid()));
		}
		System.out.println("started");
		new CountDownLatch(1).await();
	}

}
