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

package io.stickycluster.autoconfigure;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

import org.jspecify.annotations.Nullable;
import org.springframework.context.ConfigurableApplicationContext;

import io.stickycluster.instance.FailureKind;
import io.stickycluster.instance.IdentitySource;
import io.stickycluster.link.PacketLink;
import io.stickycluster.worker.InstanceLink;
import io.stickycluster.worker.JvmVitals;
import io.stickycluster.worker.OpenSessions;

/**
 * {@link InstanceLaunch} of an instance that has this JVM to itself, and is linked to its
 * supervisor in another.
 */
final class ProcessInstanceLaunch implements InstanceLaunch {

	private static final Duration POLL_INTERVAL = Duration.ofMillis(20);

	private final InstanceLink link;

	private final AtomicBoolean claimed = new AtomicBoolean();

	private final AtomicBoolean ending = new AtomicBoolean();

	private volatile @Nullable ConfigurableApplicationContext context;

	private ProcessInstanceLaunch(InstanceLink link) {
		this.link = link;
		// Spring waits for a start in progress before its shutdown hook closes the
		// context
		link.onStop(this::exit);
		Runtime.getRuntime().addShutdownHook(new Thread(this::announceEnd, "sticky-cluster-end"));
	}

	/**
	 * Return the launch of this JVM, and connect to the supervisor when first asked.
	 * @return the launch, empty if no supervisor has started this JVM
	 */
	static Optional<ProcessInstanceLaunch> ofThisProcess() {
		return Holder.LAUNCH;
	}

	@Override
	public boolean tryClaim() {
		return this.claimed.compareAndSet(false, true);
	}

	@Override
	public InetSocketAddress address() {
		return this.link.address();
	}

	@Override
	public @Nullable Path socket() {
		return this.link.socket();
	}

	@Override
	public Map<String, Integer> ports() {
		return this.link.ports();
	}

	@Override
	public Map<String, String> properties() {
		return this.link.properties();
	}

	@Override
	public Map<String, Object> settings() {
		return Map.of();
	}

	@Override
	public IdentitySource identitySource() {
		return this.link.identitySource();
	}

	@Override
	public @Nullable PacketLink packets() {
		return this.link.packets();
	}

	@Override
	public boolean isStopRequested() {
		return this.link.isStopRequested();
	}

	@Override
	public void attach(ConfigurableApplicationContext context) {
		this.context = context;
	}

	@Override
	public void ready(int port, @Nullable Path socket) {
		ConfigurableApplicationContext context = this.context;
		OpenSessions sessions = (context != null) ? context.getBeanProvider(OpenSessions.class).getIfUnique() : null;
		this.link.reportVitals(new JvmVitals(Clock.systemUTC(), () -> (sessions != null) ? sessions.count() : -1));
		this.link.ready(port, this.link.ports(), socket);
	}

	@Override
	public void failed(Throwable cause, FailureKind kind, String failure) {
		if (!this.link.isStopRequested()) {
			this.link.failed(kind, failure);
		}
	}

	@Override
	public void closing() {
		endByItself("The application closed its own context");
	}

	@Override
	public void stopped() {
		endByItself("The application stopped its own context");
	}

	/**
	 * End the JVM, which serves nobody any more, unless that is the reason why its
	 * context ends.
	 * @param reason what the application has done
	 */
	private void endByItself(String reason) {
		if (this.link.isStopRequested() || isJvmEnding() || !this.ending.compareAndSet(false, true)) {
			return;
		}
		this.link.stopping(reason);
		inBackground(() -> {
			ConfigurableApplicationContext context = this.context;
			while (context != null && context.isActive() && context.isRunning()) {
				LockSupport.parkNanos(POLL_INTERVAL.toNanos());
			}
			System.exit(0);
		});
	}

	/**
	 * Tell at the begin of the JVM's end that it has ended itself: the supervisor sees it
	 * only when the last thread is gone, and what is in progress here may be the reason.
	 */
	private void announceEnd() {
		if (!this.link.isStopRequested()) {
			JvmExit.caller(Thread.getAllStackTraces())
				.ifPresent((thread) -> this.link.stopping("System.exit was called by thread '" + thread + "'"));
		}
	}

	private void exit() {
		inBackground(() -> System.exit(0));
	}

	private static void inBackground(Runnable task) {
		Thread thread = new Thread(task, "sticky-cluster-exit");
		thread.setDaemon(true);
		thread.start();
	}

	private static boolean isJvmEnding() {
		Thread probe = new Thread(() -> {
		});
		try {
			Runtime.getRuntime().addShutdownHook(probe);
			Runtime.getRuntime().removeShutdownHook(probe);
			return false;
		}
		catch (IllegalStateException ex) {
			return true;
		}
	}

	/**
	 * Connects once.
	 */
	private static final class Holder {

		private static final Optional<ProcessInstanceLaunch> LAUNCH = InstanceLink.connect()
			.map(ProcessInstanceLaunch::new);

	}

}
