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

package io.stickycluster.launch.context;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntFunction;

import org.springframework.context.support.GenericApplicationContext;

import io.stickycluster.instance.IdentitySource;
import io.stickycluster.launch.InstanceHandle;
import io.stickycluster.launch.InstanceLauncher;
import io.stickycluster.launch.InstanceSockets;
import io.stickycluster.launch.LaunchRequest;

/**
 * {@link InstanceLauncher} that runs the application's entry point again in a thread of
 * this JVM.
 */
public final class ContextInstanceLauncher implements InstanceLauncher, AutoCloseable {

	private final ApplicationEntryPoint entryPoint;

	private final InetAddress address;

	private final Map<String, Integer> basePorts;

	private final InstanceSockets sockets;

	private final IntFunction<Map<String, String>> properties;

	// One for all generations, because a group is never let go of by its parent
	private final Map<Integer, ThreadGroup> groups = new ConcurrentHashMap<>();

	private final GenericApplicationContext parent = new GenericApplicationContext();

	/**
	 * Create a launcher.
	 * @param entryPoint how the application is started
	 * @param address the address that instances listen on
	 * @param basePorts first port of each further port by its name; an instance's own is
	 * that plus its index
	 * @param sockets the Unix-domain sockets that instances listen on too
	 * @param properties the properties that an index alone has
	 * @param shared beans that all instances share, by name
	 */
	public ContextInstanceLauncher(ApplicationEntryPoint entryPoint, InetAddress address,
			Map<String, Integer> basePorts, InstanceSockets sockets, IntFunction<Map<String, String>> properties,
			Map<String, Object> shared) {
		this.properties = properties;
		this.sockets = sockets;
		this.entryPoint = entryPoint;
		this.address = address;
		this.basePorts = Map.copyOf(basePorts);
		this.parent.setDisplayName("Parent of the instances of this JVM");
		shared.forEach(this.parent.getBeanFactory()::registerSingleton);
		this.parent.refresh();
	}

	@Override
	public InstanceHandle launch(LaunchRequest request) {
		int index = request.identity().index();
		Map<String, Integer> ports = new LinkedHashMap<>();
		int offset = index + request.portOffset();
		this.basePorts.forEach((name, basePort) -> ports.put(name, basePort + offset));
		Map<String, String> properties = new LinkedHashMap<>(this.properties.apply(index));
		properties.putAll(request.release().properties());
		ContextLaunch launch = new ContextLaunch(new InetSocketAddress(this.address, request.port()),
				this.sockets.path(request.identity()), ports, properties, new IdentitySource(request.identity()),
				this.parent);
		ContextInstanceHandle handle = new ContextInstanceHandle(launch, this.entryPoint,
				this.groups.computeIfAbsent(index, InstanceThreadGroup::new),
				() -> this.sockets.delete(request.identity()));
		handle.start();
		return handle;
	}

	@Override
	public void close() {
		this.parent.close();
	}

}
