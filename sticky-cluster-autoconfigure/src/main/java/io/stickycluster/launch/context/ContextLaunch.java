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

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;

import io.stickycluster.instance.FailureKind;
import io.stickycluster.instance.IdentitySource;
import io.stickycluster.launch.PortProbe;
import io.stickycluster.launch.ReadyReport;

/**
 * One launch of a context instance as the run that it starts sees it.
 *
 * <p>
 * A launch belongs to the thread that calls the application's entry point and to the
 * threads that one starts, until the first web application that runs there claims it.
 */
public final class ContextLaunch {

	private static final InheritableThreadLocal<@Nullable ContextLaunch> CURRENT = new InheritableThreadLocal<>();

	private final InetSocketAddress address;

	private final @Nullable Path socket;

	private final Map<String, Integer> ports;

	private final Map<String, String> properties;

	private final IdentitySource identitySource;

	private final ApplicationContext parent;

	private final AtomicBoolean claimed = new AtomicBoolean();

	private final CompletableFuture<ReadyReport> ready = new CompletableFuture<>();

	private volatile boolean stopRequested;

	private volatile boolean contextReady;

	private volatile boolean contextStopped;

	// Threads that outlive the instance may have inherited this launch: it lets go of the
	// context when the instance ends.
	private volatile @Nullable ConfigurableApplicationContext context;

	private volatile @Nullable String failure;

	private volatile @Nullable FailureKind failureKind;

	private volatile @Nullable Throwable cause;

	private volatile Runnable closeListener = () -> {
	};

	ContextLaunch(InetSocketAddress address, @Nullable Path socket, Map<String, Integer> ports,
			Map<String, String> properties, IdentitySource identitySource, ApplicationContext parent) {
		this.address = address;
		this.socket = socket;
		this.ports = Map.copyOf(ports);
		this.properties = Map.copyOf(properties);
		this.identitySource = identitySource;
		this.parent = parent;
	}

	/**
	 * Return the launch that the calling thread belongs to.
	 * @return the launch, empty outside of an instance
	 */
	public static Optional<ContextLaunch> current() {
		return Optional.ofNullable(CURRENT.get());
	}

	/**
	 * Take the launch for one application run: the first that asks gets it.
	 * @return whether the caller got it
	 */
	public boolean tryClaim() {
		return this.claimed.compareAndSet(false, true);
	}

	/**
	 * Return the address to listen on; port 0 means any free port.
	 * @return the address
	 */
	public InetSocketAddress address() {
		return this.address;
	}

	/**
	 * Return the Unix-domain socket to listen on too.
	 * @return the socket's path, {@code null} when there is to be none
	 */
	public @Nullable Path socket() {
		return this.socket;
	}

	/**
	 * Return the further ports that the instance is meant to open, by name.
	 * @return the ports
	 */
	public Map<String, Integer> ports() {
		return this.ports;
	}

	/**
	 * Return the properties that this instance alone has.
	 * @return the properties
	 */
	public Map<String, String> properties() {
		return this.properties;
	}

	/**
	 * Return the source of the instance's identity.
	 * @return the source
	 */
	public IdentitySource identitySource() {
		return this.identitySource;
	}

	/**
	 * Return the neutral context that the instances of the JVM have as their parent.
	 * @return the parent
	 */
	public ApplicationContext parent() {
		return this.parent;
	}

	/**
	 * Return whether the instance has been asked to end.
	 * @return whether it must not come up any more
	 */
	public boolean isStopRequested() {
		return this.stopRequested;
	}

	/**
	 * Tell which context the instance lives in.
	 * @param context the context, not refreshed yet
	 */
	public void attach(ConfigurableApplicationContext context) {
		this.context = context;
	}

	/**
	 * Tell that the instance's context has begun to close by itself.
	 */
	public void closing() {
		this.closeListener.run();
	}

	/**
	 * Tell that the instance's context was stopped by itself: it is not closed, but its
	 * web server is, so that it serves nobody any more.
	 */
	public void stopped() {
		this.contextStopped = true;
		this.closeListener.run();
	}

	/**
	 * Tell that the instance's context is ready, and wait until its ports answer.
	 * @param port the port that its web server listens on
	 * @param socket the Unix-domain socket that it listens on too, or {@code null}
	 */
	public void ready(int port, @Nullable Path socket) {
		this.contextReady = true;
		InetSocketAddress bound = new InetSocketAddress(this.address.getAddress(), port);
		PortProbe probe = new PortProbe(() -> this.stopRequested);
		boolean answers = probe.awaitAnswer(bound, "the web server's");
		for (Map.Entry<String, Integer> further : this.ports.entrySet()) {
			answers = answers && probe.awaitAnswer(new InetSocketAddress(this.address.getAddress(), further.getValue()),
					"'" + further.getKey() + "' of 'sticky.cluster.ports'");
		}
		if (answers) {
			this.ready.complete(new ReadyReport(bound, this.ports, socket));
		}
		if (this.stopRequested) {
			this.closeListener.run();
		}
	}

	/**
	 * Tell that the run has failed.
	 * @param cause the exception that ended it
	 * @param kind what sort of failure it was
	 * @param failure what failed, in words for an operator
	 */
	public void failed(Throwable cause, FailureKind kind, String failure) {
		this.failureKind = kind;
		this.cause = cause;
		this.failure = failure;
	}

	CompletableFuture<ReadyReport> whenReady() {
		return this.ready;
	}

	boolean isContextReady() {
		return this.contextReady;
	}

	boolean isContextStopped() {
		return this.contextStopped;
	}

	@Nullable ConfigurableApplicationContext context() {
		return this.context;
	}

	@Nullable String failure() {
		return this.failure;
	}

	@Nullable FailureKind failureKind() {
		return this.failureKind;
	}

	@Nullable Throwable cause() {
		return this.cause;
	}

	void onClosing(Runnable listener) {
		this.closeListener = listener;
	}

	void requestStop() {
		this.stopRequested = true;
	}

	void enter() {
		CURRENT.set(this);
	}

	void leave() {
		CURRENT.remove();
	}

	void release() {
		this.context = null;
		this.closeListener = () -> {
		};
	}

}
