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
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

import org.jspecify.annotations.Nullable;

import io.stickycluster.instance.ClusterIdentity;
import io.stickycluster.instance.InstanceVitals;
import io.stickycluster.launch.InstanceHandle;
import io.stickycluster.launch.LaunchRequest;
import io.stickycluster.launch.PortProbe;
import io.stickycluster.launch.ReadyReport;
import io.stickycluster.link.LinkEnvironment;
import io.stickycluster.link.LinkMessage;
import io.stickycluster.link.LinkServer;

/**
 * {@link InstanceHandle} of an instance in a JVM of its own: a {@link WatchedProcess} and
 * a control link to it.
 */
final class ProcessInstanceHandle extends WatchedInstanceHandle {

	private final String name;

	private final InetAddress address;

	private final SupervisedLink link;

	private final @Nullable LaunchTrace trace;

	/**
	 * Create a handle of an instance that is not started yet.
	 * @param name the instance's name, which its threads' names begin with
	 * @param index its index
	 * @param process its process
	 * @param settings what it is told when it comes up
	 * @param identity its identity at its launch, {@code null} when it was launched by
	 * another supervisor
	 * @param trace what is left behind for the next supervisor, {@code null} for nothing
	 * @param cleanUp removes what the instance leaves
	 */
	ProcessInstanceHandle(String name, int index, WatchedProcess process, LinkedInstanceSettings settings,
			@Nullable ClusterIdentity identity, @Nullable LaunchTrace trace, Runnable cleanUp) {
		super(process, cleanUp);
		this.name = name;
		this.address = settings.address();
		this.trace = trace;
		this.link = new SupervisedLink(name, index, identity, settings.heartbeat(), System::nanoTime,
				settings.packetHandlers(), this::toldReady, process::kill);
	}

	/**
	 * Start the instance in the background.
	 * @param command how its process is started
	 * @param request which instance, and where
	 * @param server where its control link comes in
	 * @param token the secret of the launch
	 * @param welcome what it is told first
	 */
	void start(ProcessCommand command, LaunchRequest request, LinkServer server, String token,
			LinkMessage.Welcome welcome) {
		Runnable expectation = server.expect(token, this.name, welcome, this.link);
		watchEnd(expectation);
		try {
			process().start(() -> linked(command.prepare(request), server.address()), this.trace);
		}
		catch (Error ex) {
			// There is no thread to be had
			expectation.run();
			ended(ProcessEnd.notStarted(ex));
		}
	}

	/**
	 * Take over an instance that another supervisor has started. It is ready when it has
	 * come back to its control link and its port answers.
	 * @param server where its control link comes in
	 * @param token the secret of its launch
	 * @param process its process
	 * @param welcome what it is told first
	 */
	void adopt(LinkServer server, String token, AdoptedProcess process, LinkMessage.Welcome welcome) {
		watchEnd(server.expect(token, process.pid(), this.name, welcome, this.link));
		process().adopt(process);
	}

	private void watchEnd(Runnable expectation) {
		process().whenEnded().thenAccept((end) -> {
			expectation.run();
			ended(end);
		});
	}

	@Override
	public void leave() {
		this.link.leave();
		super.leave();
	}

	@Override
	public CompletionStage<String> whenEnding() {
		return this.link.whenEnding();
	}

	@Override
	void askToStop() {
		if (!this.link.requestStop()) {
			process().terminate();
		}
	}

	@Override
	public void updateIdentity(ClusterIdentity identity) {
		this.link.updateIdentity(identity);
	}

	@Override
	public Optional<InstanceVitals> vitals() {
		return this.link.vitals();
	}

	@Override
	public Duration silence() {
		return isEnded() ? Duration.ZERO : this.link.silence();
	}

	@Override
	public void dumpThreads() {
		process().dumpThreads();
	}

	private void toldReady(LinkMessage.Ready message) {
		process().deleteTemporaryFiles();
		if (this.trace != null) {
			this.trace.ready();
		}
		Thread thread = new Thread(() -> probe(message), this.name);
		thread.setDaemon(true);
		thread.start();
	}

	private void probe(LinkMessage.Ready message) {
		PortProbe probe = new PortProbe(this::isEnding);
		InetSocketAddress bound = new InetSocketAddress(this.address, message.port());
		boolean answers = probe.awaitAnswer(bound, "the web server's");
		for (Map.Entry<String, Integer> further : message.ports().entrySet()) {
			answers = answers && probe.awaitAnswer(new InetSocketAddress(this.address, further.getValue()),
					"'" + further.getKey() + "' of 'sticky.cluster.ports'");
		}
		if (answers) {
			ready(new ReadyReport(bound, message.ports(), socket(message)));
		}
	}

	private static @Nullable Path socket(LinkMessage.Ready message) {
		String socket = message.socket();
		return (!socket.isEmpty()) ? Path.of(socket) : null;
	}

	private void ended(ProcessEnd end) {
		LinkMessage.@Nullable Failed told = this.link.end(end.exitCode());
		exited(ExitReport.of(end, isStopRequested(), told));
	}

	private static PreparedProcess linked(PreparedProcess prepared, String address) {
		Map<String, String> environment = new HashMap<>(prepared.environment());
		environment.put(LinkEnvironment.ADDRESS, address);
		return new PreparedProcess(prepared.command(), environment, prepared.removedVariables(), prepared.directory(),
				prepared.temporaryFiles(), prepared.afterExit());
	}

}
