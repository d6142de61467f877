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

package io.stickycluster.worker;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Supplier;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import io.stickycluster.instance.FailureKind;
import io.stickycluster.instance.IdentitySource;
import io.stickycluster.instance.InstanceVitals;
import io.stickycluster.link.Link;
import io.stickycluster.link.LinkClient;
import io.stickycluster.link.LinkEnvironment;
import io.stickycluster.link.LinkListener;
import io.stickycluster.link.LinkMessage;
import io.stickycluster.link.LinkPacket;
import io.stickycluster.link.PacketLink;

/**
 * The instance's end of its control link, when it lives in a process of its own. When the
 * link ends without having been {@link #close() closed}, the JVM ends within 5 seconds,
 * gracefully if it can: an instance never outlives its supervisor, but for the time that
 * it was given for another one to take it over. Thread-safe.
 */
public final class InstanceLink implements AutoCloseable {

	private static final Log logger = LogFactory.getLog(InstanceLink.class);

	private static final String LINK_NAME = "sticky-cluster-link";

	private static final String CLOSED_HERE = "the instance has closed it";

	/**
	 * As long as the supervisor has patience: one that is gone is noticed at once.
	 */
	private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(30);

	private static final Duration SEND_TIMEOUT = Duration.ofSeconds(2);

	/**
	 * How many messages may wait for the supervisor.
	 */
	private static final int QUEUE_CAPACITY = 256;

	private final LinkMessage.Welcome welcome;

	private final IdentitySource identitySource;

	private final Consumer<String> lossHandler;

	private final @Nullable LinkReopening reopening;

	private volatile Link link;

	private LinkMessage.@Nullable Ready ready;

	private @Nullable Supplier<InstanceVitals> vitals;

	private final InstancePackets packets = new InstancePackets((packet) -> this.link.trySend(packet));

	private @Nullable VitalsReporter reporter;

	private final StopRequest stop = new StopRequest();

	private volatile boolean closed;

	/**
	 * Create a link.
	 * @param opened the link that the supervisor has accepted
	 * @param reopening opens it again to another supervisor, {@code null} when the
	 * instance ends with this one
	 * @param lossHandler ends the instance when the link has ended for good; told why
	 */
	InstanceLink(LinkClient.Opened opened, @Nullable LinkReopening reopening, Consumer<String> lossHandler) {
		this.welcome = opened.welcome();
		this.identitySource = new IdentitySource(this.welcome.identity());
		this.reopening = reopening;
		this.lossHandler = lossHandler;
		this.link = opened.start(LINK_NAME, QUEUE_CAPACITY, new Listener());
	}

	/**
	 * Connect to the supervisor that has started this process. Blocks for 30 seconds at
	 * most. If there is one that cannot be reached, says so and ends the JVM at once.
	 * @return the link, empty if no supervisor has started this process
	 */
	public static Optional<InstanceLink> connect() {
		Map<String, String> environment = System.getenv();
		if (!isInstance(environment, ProcessHandle.current().pid())) {
			return Optional.empty();
		}
		try {
			return Optional.of(connect(environment, new EndOfSupervisor()));
		}
		catch (IOException | RuntimeException ex) {
			System.err.println("This process was started as an instance of a cluster but cannot reach its supervisor: "
					+ ex.getMessage());
			// Nothing has been started that would need to be ended in order
			Runtime.getRuntime().halt(Link.LOST_EXIT_CODE);
			throw new IllegalStateException(ex);
		}
	}

	static InstanceLink connect(Map<String, String> environment, Consumer<String> lossHandler) throws IOException {
		LinkClient.Opened opened = LinkClient.open(environment.getOrDefault(LinkEnvironment.ADDRESS, ""),
				environment.getOrDefault(LinkEnvironment.TOKEN, ""), CONNECT_TIMEOUT);
		return new InstanceLink(opened, LinkReopening.of(environment), lossHandler);
	}

	/**
	 * Return whether an environment makes a process an instance. That of an instance is
	 * inherited by the processes that it starts, which are none.
	 * @param environment the environment
	 * @param pid the process
	 * @return whether it is an instance
	 */
	static boolean isInstance(Map<String, String> environment, long pid) {
		String instance = environment.get(LinkEnvironment.PID);
		return environment.containsKey(LinkEnvironment.ADDRESS) && environment.containsKey(LinkEnvironment.TOKEN)
				&& (instance == null || instance.equals(Long.toString(pid)));
	}

	/**
	 * Return the source of the instance's identity.
	 * @return the source
	 */
	public IdentitySource identitySource() {
		return this.identitySource;
	}

	/**
	 * Return the address to listen on; port 0 means any free port.
	 * @return the address
	 */
	public InetSocketAddress address() {
		return new InetSocketAddress(this.welcome.host(), this.welcome.port());
	}

	/**
	 * Return the Unix-domain socket to listen on too.
	 * @return the socket's path, {@code null} when there is to be none
	 */
	public @Nullable Path socket() {
		String socket = this.welcome.socket();
		return (!socket.isEmpty()) ? Path.of(socket) : null;
	}

	/**
	 * Return the further ports that the instance is meant to open, by name.
	 * @return the ports
	 */
	public Map<String, Integer> ports() {
		return this.welcome.ports();
	}

	/**
	 * Return the further settings that the supervisor has for the instance.
	 * @return the settings
	 */
	public Map<String, String> properties() {
		return this.welcome.properties();
	}

	/**
	 * Return the way of the instance's features to the supervisor.
	 * @return the way, {@code null} when the supervisor is of a version that has none
	 */
	public @Nullable PacketLink packets() {
		return this.welcome.packets() ? this.packets : null;
	}

	/**
	 * Tell the supervisor that the instance serves. Returns at once.
	 * @param port the port of its web server
	 * @param ports further ports by name
	 * @param socket the Unix-domain socket that it listens on too, or {@code null}
	 */
	public void ready(int port, Map<String, Integer> ports, @Nullable Path socket) {
		LinkMessage.Ready message = new LinkMessage.Ready(port, ports, (socket != null) ? socket.toString() : "");
		synchronized (this) {
			this.ready = message;
		}
		this.link.send(message);
	}

	/**
	 * Tell the supervisor that the instance will not come up. Returns when that is told,
	 * or after 2 seconds. The JVM must end then: if it has not after a few seconds, the
	 * supervisor kills it.
	 * @param kind what sort of failure it was
	 * @param text what went wrong, in words for an operator
	 */
	public void failed(FailureKind kind, String text) {
		await(this.link.send(new LinkMessage.Failed(kind, text)));
	}

	/**
	 * Tell the supervisor that the instance ends without having been asked to. Returns
	 * when that is told, or after 2 seconds.
	 * @param reason why
	 */
	public void stopping(String reason) {
		await(this.link.send(new LinkMessage.Stopping(reason)));
	}

	/**
	 * Set what is to be done when the supervisor asks the instance to end; if it already
	 * has, do it now.
	 * @param listener called once, on the thread that reads the link or on this one; must
	 * return at once
	 */
	public void onStop(Runnable listener) {
		this.stop.onRequest(listener);
	}

	/**
	 * Return whether the supervisor has asked the instance to end.
	 * @return whether it has
	 */
	public boolean isStopRequested() {
		return this.stop.isRequested();
	}

	/**
	 * Begin to tell the supervisor the vitals, as often as it wants. They are also the
	 * sign that the instance is alive, so this must not come later than {@link #ready}.
	 * @param vitals measures the vitals; called on a thread of its own
	 */
	public synchronized void reportVitals(Supplier<InstanceVitals> vitals) {
		if (this.vitals == null) {
			this.vitals = vitals;
			startReporter(this.welcome.heartbeat());
		}
	}

	private synchronized void startReporter(Duration heartbeat) {
		closeReporter();
		if (this.vitals != null && !this.closed) {
			this.reporter = new VitalsReporter(this.vitals,
					(measured) -> this.link.send(new LinkMessage.Vitals(measured)), heartbeat);
			this.reporter.start();
		}
	}

	/**
	 * Close the link without ending the JVM.
	 */
	@Override
	public synchronized void close() {
		this.closed = true;
		closeReporter();
		this.link.close(CLOSED_HERE);
	}

	private void await(CompletionStage<Void> sent) {
		try {
			sent.toCompletableFuture().get(SEND_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		catch (ExecutionException | TimeoutException ex) {
			// There is nobody to tell it to
		}
	}

	private synchronized void closeReporter() {
		if (this.reporter != null) {
			this.reporter.close();
			this.reporter = null;
		}
	}

	private void lost(String reason) {
		closeReporter();
		LinkReopening reopening = this.reopening;
		if (this.closed) {
			return;
		}
		if (reopening == null || isStopRequested()) {
			this.lossHandler.accept(reason);
			return;
		}
		logger.warn("The supervisor is gone (%s): this instance serves on for %ds, until another one takes it over"
			.formatted(reason, reopening.time().toSeconds()));
		Thread thread = new Thread(() -> reopen(reopening), "sticky-cluster-relink");
		thread.setDaemon(true);
		thread.start();
	}

	private void reopen(LinkReopening reopening) {
		LinkClient.Opened opened = reopening.open(() -> this.closed);
		if (opened != null) {
			takenOver(opened);
		}
		else if (!this.closed) {
			this.lossHandler.accept("no other one came within " + reopening.time().toSeconds() + "s");
		}
	}

	private synchronized void takenOver(LinkClient.Opened opened) {
		logger.info("Another supervisor has taken this instance over");
		this.link = opened.start(LINK_NAME, QUEUE_CAPACITY, new Listener());
		if (this.closed) {
			this.link.close(CLOSED_HERE);
			return;
		}
		startReporter(opened.welcome().heartbeat());
		if (this.ready != null) {
			this.link.send(this.ready);
		}
		this.packets.reopened();
	}

	/**
	 * Takes what the supervisor says.
	 */
	private final class Listener implements LinkListener {

		@Override
		public void received(LinkMessage message) {
			if (message instanceof LinkMessage.Identity changed) {
				InstanceLink.this.identitySource.update(changed.identity());
			}
			else if (message instanceof LinkMessage.Stop) {
				InstanceLink.this.stop.request();
			}
		}

		@Override
		public void received(LinkPacket packet) {
			InstanceLink.this.packets.received(packet);
		}

		@Override
		public void closed(String reason) {
			lost(reason);
		}

	}

}
