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
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.stickycluster.instance.ClusterIdentity;
import io.stickycluster.launch.InstanceHandle;
import io.stickycluster.launch.InstanceSockets;
import io.stickycluster.launch.LaunchRequest;
import io.stickycluster.launch.ReadyReport;

/**
 * {@link InstanceHandle} of a program that knows nothing of the cluster: whether it is
 * ready is seen from its port, and it is asked to end by SIGTERM.
 */
final class CommandInstanceHandle extends WatchedInstanceHandle {

	private final String name;

	private final LaunchRequest request;

	private final CommandSettings settings;

	private final InetAddress address;

	private final @Nullable Path socket;

	CommandInstanceHandle(String name, LaunchRequest request, CommandSettings settings, InetAddress address,
			@Nullable Path socket, WatchedProcess process, Runnable cleanUp) {
		super(process, cleanUp);
		this.name = name;
		this.request = request;
		this.settings = settings;
		this.address = address;
		this.socket = socket;
	}

	void start() {
		process().whenEnded().thenAccept((end) -> exited(CommandExit.of(end, isStopRequested(), isReady())));
		process().start(this::prepare);
	}

	private PreparedProcess prepare() throws IOException {
		int port = PortReservation.findFree(this.address, this.request.port());
		PreparedProcess prepared = this.settings.prepare(new LaunchRequest(this.request.identity(), port), this.socket);
		InetSocketAddress bound = new InetSocketAddress(this.address, port);
		new ReadinessProbe(this.name, bound, this.settings.readyPath(), this::isEnding,
				() -> ready(new ReadyReport(bound, Map.of(), listeningSocket())))
			.start();
		return prepared;
	}

	private @Nullable Path listeningSocket() {
		return (this.socket != null && InstanceSockets.isListening(this.socket)) ? this.socket : null;
	}

	@Override
	void askToStop() {
		process().terminate();
	}

	@Override
	public void updateIdentity(ClusterIdentity identity) {
		// A program that runs cannot be given another environment
	}

}
