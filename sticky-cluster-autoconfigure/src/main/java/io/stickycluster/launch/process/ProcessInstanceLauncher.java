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
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import io.stickycluster.instance.ClusterIdentity;
import io.stickycluster.launch.InstanceHandle;
import io.stickycluster.launch.InstanceLauncher;
import io.stickycluster.launch.LaunchRequest;
import io.stickycluster.launch.Survivor;
import io.stickycluster.launch.survive.LaunchRecord;
import io.stickycluster.launch.survive.LaunchRecords;
import io.stickycluster.launch.survive.ProcessIdentity;
import io.stickycluster.link.LinkMessage;
import io.stickycluster.link.LinkServer;
import io.stickycluster.link.LinkToken;
import io.stickycluster.logs.InstanceLogs;

/**
 * {@link InstanceLauncher} that starts each instance in a JVM of its own, which is linked
 * to the supervisor.
 */
public final class ProcessInstanceLauncher implements InstanceLauncher, AutoCloseable {

	/**
	 * How many messages may wait for an instance. They are few and small: one for each
	 * change of its identity.
	 */
	private static final int LINK_QUEUE_CAPACITY = 256;

	private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

	private static final Log logger = LogFactory.getLog(ProcessInstanceLauncher.class);

	private final ProcessCommand command;

	private final LinkedInstanceSettings settings;

	private final InstanceLogs logs;

	private final LinkServer server;

	private final @Nullable Survival survival;

	private final OomKills oomKills = new OomKills();

	private final Set<ProcessInstanceHandle> running = ConcurrentHashMap.newKeySet();

	/**
	 * Create a launcher of instances that end with the supervisor.
	 * @param command how the process of an instance is started
	 * @param settings what instances are told over their link
	 * @param logs take what instances write
	 * @param directory where the socket of the control links is made
	 * @throws IOException if the control links cannot be served
	 */
	public ProcessInstanceLauncher(ProcessCommand command, LinkedInstanceSettings settings, InstanceLogs logs,
			PrivateDirectory directory) throws IOException {
		this(command, settings, logs, directory.path(), null);
	}

	/**
	 * Create a launcher.
	 * @param command how the process of an instance is started
	 * @param settings what instances are told over their link
	 * @param logs take what instances write
	 * @param survival that instances outlive the supervisor
	 * @throws IOException if the control links cannot be served
	 */
	public ProcessInstanceLauncher(ProcessCommand command, LinkedInstanceSettings settings, InstanceLogs logs,
			Survival survival) throws IOException {
		this(command, settings, logs, survival.directory().path(), survival);
	}

	private ProcessInstanceLauncher(ProcessCommand command, LinkedInstanceSettings settings, InstanceLogs logs,
			Path directory, @Nullable Survival survival) throws IOException {
		this.command = command;
		this.settings = settings;
		this.logs = logs;
		this.survival = survival;
		this.server = LinkServer.bind(directory, LINK_QUEUE_CAPACITY);
		if (survival != null && !this.server.isAtPath()) {
			this.server.close();
			throw new IOException("No socket can be made in " + directory);
		}
	}

	@Override
	public InstanceHandle launch(LaunchRequest request) {
		ClusterIdentity identity = request.identity();
		String name = "instance-" + identity.index() + "-" + identity.generation();
		String token = LinkToken.generate();
		LaunchTrace trace = trace(new LaunchRecord(identity.index(), identity.generation(), request.portOffset(), token,
				null, false, request.release()));
		WatchedProcess process = new WatchedProcess(name, token, this.logs.of(identity.index()), this.oomKills);
		ProcessInstanceHandle handle = new ProcessInstanceHandle(name, identity.index(), process, this.settings,
				identity, trace, () -> this.settings.sockets().delete(identity));
		add(handle);
		if (trace != null) {
			// One of the same name may have been killed without a supervisor to clean up
			this.settings.sockets().delete(identity);
		}
		this.server.start();
		handle.start(this.command, request, this.server, token, welcome(request));
		return handle;
	}

	private @Nullable LaunchTrace trace(LaunchRecord record) {
		return (this.survival != null)
				? new LaunchTrace(new LaunchRecords(this.survival.directory()), this.survival, record) : null;
	}

	private void add(ProcessInstanceHandle handle) {
		this.running.add(handle);
		handle.whenExited().thenRun(() -> this.running.remove(handle));
	}

	@Override
	public List<Survivor> adopt() {
		if (this.survival == null) {
			return List.of();
		}
		return new Adoption(new LaunchRecords(this.survival.directory()), this::adopt, this.server::start).run();
	}

	private InstanceHandle adopt(LaunchRecord record, ProcessIdentity identity) {
		LaunchTrace trace = Objects.requireNonNull(trace(record));
		WatchedProcess process = new WatchedProcess(record.name(), record.token(), this.logs.of(record.index()),
				this.oomKills);
		// Who it is, it still knows from the former supervisor
		ClusterIdentity former = new ClusterIdentity(record.index(), record.generation(), 1, false);
		ProcessInstanceHandle handle = new ProcessInstanceHandle(record.name(), record.index(), process, this.settings,
				null, trace, () -> this.settings.sockets().delete(former));
		add(handle);
		handle.adopt(this.server, record.token(), new AdoptedProcess(identity, trace),
				welcome(new LaunchRequest(former, 0, record.portOffset(), record.release())));
		return handle;
	}

	/**
	 * Kill the instances that are left but are not to live on, and close all links.
	 */
	@Override
	public void close() {
		this.running.removeIf(ProcessInstanceHandle::isLeft);
		CompletableFuture<?>[] exits = this.running.stream()
			.map((handle) -> handle.whenExited().toCompletableFuture())
			.toArray(CompletableFuture<?>[]::new);
		this.running.forEach(InstanceHandle::kill);
		try {
			CompletableFuture.allOf(exits).get(CLOSE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		catch (ExecutionException | TimeoutException ex) {
			logger.warn("Instances did not end within " + CLOSE_TIMEOUT.toSeconds() + "s after they were killed");
		}
		this.server.close();
	}

	private LinkMessage.Welcome welcome(LaunchRequest request) {
		Map<String, Integer> ports = new LinkedHashMap<>();
		int offset = request.identity().index() + request.portOffset();
		this.settings.basePorts().forEach((name, basePort) -> ports.put(name, basePort + offset));
		Path socket = this.settings.sockets().path(request.identity());
		Map<String, String> properties = new LinkedHashMap<>(
				this.settings.properties().apply(request.identity().index()));
		properties.putAll(request.release().properties());
		return new LinkMessage.Welcome(request.identity(), this.settings.address().getHostAddress(), request.port(),
				(socket != null) ? socket.toString() : "", ports, properties, this.settings.heartbeat());
	}

}
