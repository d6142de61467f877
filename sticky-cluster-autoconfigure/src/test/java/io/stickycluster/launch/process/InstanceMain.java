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
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

import io.stickycluster.instance.FailureKind;
import io.stickycluster.worker.InstanceLink;
import io.stickycluster.worker.JvmVitals;

/**
 * An instance without an application: listens where it is told to, reports, and does what
 * its first argument says.
 */
public final class InstanceMain {

	private InstanceMain() {
	}

	public static void main(String[] arguments) throws Exception {
		String behaviour = arguments[0];
		if (behaviour.equals("unlinked")) {
			System.out.println("up");
			new CountDownLatch(1).await();
		}
		InstanceLink link = InstanceLink.connect().orElseThrow();
		// In this order, or a change in between would not be seen
		link.identitySource().subscribe((identity) -> System.out.println("identity " + identity));
		System.out.println("identity " + link.identitySource().current());
		Runtime.getRuntime().addShutdownHook(new Thread(() -> atExit(behaviour)));
		if (behaviour.equals("failing")) {
			link.failed(FailureKind.PORT_IN_USE, "Port 1 is taken.");
			System.exit(1);
		}
		if (behaviour.equals("failing-and-lingering")) {
			link.failed(FailureKind.CONFIGURATION, "Property x is missing.");
			new CountDownLatch(1).await();
		}
		ServerSocket server = new ServerSocket(link.address().getPort(), 50, InetAddress.getLoopbackAddress());
		link.reportVitals(new JvmVitals(Clock.systemUTC(), () -> 7));
		link.ready(server.getLocalPort(), Map.of(), null);
		link.onStop(() -> stop(behaviour));
		serve(behaviour, link, server);
	}

	private static void serve(String behaviour, InstanceLink link, ServerSocket server) throws Exception {
		switch (behaviour) {
			case "ending" -> {
				link.stopping("the application closed its context");
				System.exit(0);
			}
			case "exhausting" -> exhaust();
			case "unlinking" -> link.close();
			case "parent" -> new ProcessBuilder("sh", "-c", "trap '' TERM; while :; do sleep 1; done").start();
			default -> {
			}
		}
		accept(server);
	}

	private static void accept(ServerSocket server) throws IOException {
		while (true) {
			server.accept().close();
		}
	}

	private static void stop(String behaviour) {
		System.out.println("stop");
		if (!behaviour.equals("deaf")) {
			new Thread(() -> System.exit(0)).start();
		}
	}

	private static void atExit(String behaviour) {
		System.out.println("shutdown hook");
		if (behaviour.equals("hanging") || behaviour.equals("parent")) {
			awaitForever();
		}
	}

	private static void awaitForever() {
		try {
			new CountDownLatch(1).await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private static void exhaust() {
		List<byte[]> held = new ArrayList<>();
		while (held.size() < 100_000) {
			held.add(new byte[1024 * 1024]);
		}
	}

}
