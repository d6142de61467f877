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
import java.util.UUID;

import io.stickycluster.instance.ClusterIdentity;
import io.stickycluster.launch.InstanceHandle;
import io.stickycluster.launch.InstanceLauncher;
import io.stickycluster.launch.InstanceSockets;
import io.stickycluster.launch.LaunchRequest;
import io.stickycluster.logs.InstanceLogs;

/**
 * {@link InstanceLauncher} that starts a program of any language for each instance.
 */
public final class CommandInstanceLauncher implements InstanceLauncher {

	private final CommandSettings settings;

	private final InetAddress address;

	private final InstanceSockets sockets;

	private final InstanceLogs logs;

	private final OomKills oomKills = new OomKills();

	/**
	 * Create a launcher.
	 * @param settings which program is started
	 * @param address the address that the programs are expected to listen on
	 * @param sockets the Unix-domain sockets that they may listen on too
	 * @param logs takes what they write
	 */
	public CommandInstanceLauncher(CommandSettings settings, InetAddress address, InstanceSockets sockets,
			InstanceLogs logs) {
		this.settings = settings;
		this.address = address;
		this.sockets = sockets;
		this.logs = logs;
	}

	@Override
	public InstanceHandle launch(LaunchRequest request) {
		ClusterIdentity identity = request.identity();
		String name = "instance-" + identity.index() + "-" + identity.generation();
		WatchedProcess process = new WatchedProcess(name, UUID.randomUUID().toString(), this.logs.of(identity.index()),
				this.oomKills);
		CommandInstanceHandle handle = new CommandInstanceHandle(name, request, this.settings, this.address,
				this.sockets.path(identity), process, () -> this.sockets.delete(identity));
		handle.start();
		return handle;
	}

}
