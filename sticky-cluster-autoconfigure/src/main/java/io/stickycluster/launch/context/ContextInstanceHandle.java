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

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.SpringApplication.AbandonedRunException;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;

import io.stickycluster.instance.ClusterIdentity;
import io.stickycluster.instance.FailureKind;
import io.stickycluster.launch.InstanceExit;
import io.stickycluster.launch.InstanceHandle;
import io.stickycluster.launch.ReadyReport;

/**
 * {@link InstanceHandle} of a context instance: one thread runs the application's entry
 * point, a second closes the context.
 *
 * <p>
 * A JVM cannot end a thread by force. An instance that is killed has its thread
 * interrupted and {@link #KILL_GRACE} to let go; after that it counts as ended and the
 * log says that it may still hold threads.
 */
final class ContextInstanceHandle implements InstanceHandle {

	private static final Log logger = LogFactory.getLog(ContextInstanceHandle.class);

	private static final Duration KILL_GRACE = Duration.ofSeconds(10);

	private static final Duration POLL_INTERVAL = Duration.ofMillis(20);

	private static final Duration MAIN_GRACE = Duration.ofSeconds(1);

	private final ContextLaunch launch;

	private final CompletableFuture<InstanceExit> exited = new CompletableFuture<>();

	private final CompletionStage<InstanceExit> gone;

	private final AtomicBoolean closing = new AtomicBoolean();

	private final String name;

	private final ThreadGroup group;

	private final Thread thread;

	/**
	 * Create a handle of an instance that is not started yet.
	 * @param launch what the instance is told
	 * @param entryPoint starts it
	 * @param group where its threads belong
	 * @param cleanUp removes what it leaves, before anybody learns that it has ended
	 */
	ContextInstanceHandle(ContextLaunch launch, ApplicationEntryPoint entryPoint, ThreadGroup group, Runnable cleanUp) {
		ClusterIdentity identity = launch.identitySource().current();
		this.launch = launch;
		this.name = "instance-" + identity.index() + "-" + identity.generation();
		this.group = group;
		this.thread = new Thread(group, () -> run(entryPoint), this.name);
		this.thread.setDaemon(true);
		launch.onClosing(this::contextClosing);
		this.gone = this.exited.thenApply((exit) -> {
			cleanUp.run();
			return exit;
		});
	}

	void start() {
		this.thread.start();
	}

	@Override
	public long pid() {
		return ProcessHandle.current().pid();
	}

	@Override
	public CompletionStage<ReadyReport> whenReady() {
		return this.launch.whenReady();
	}

	@Override
	public CompletionStage<InstanceExit> whenExited() {
		return this.gone;
	}

	@Override
	public void requestStop() {
		this.launch.requestStop();
		if (this.launch.isContextReady()) {
			closeInBackground();
		}
		else {
			// Whatever the start is waiting for, nobody waits for its result any more
			this.thread.interrupt();
		}
	}

	@Override
	public void kill() {
		this.launch.requestStop();
		this.thread.interrupt();
		stopWebServerInBackground();
		closeInBackground();
		this.exited.completeOnTimeout(
				new InstanceExit(true, FailureKind.UNRESPONSIVE,
						"Did not end within " + KILL_GRACE.toSeconds() + "s and may still hold threads", null, null),
				KILL_GRACE.toMillis(), TimeUnit.MILLISECONDS);
	}

	@Override
	public void updateIdentity(ClusterIdentity identity) {
		this.launch.identitySource().update(identity);
	}

	private void run(ApplicationEntryPoint entryPoint) {
		this.launch.enter();
		Throwable thrown = null;
		try {
			entryPoint.run();
		}
		catch (AbandonedRunException ex) {
			// The run listener ends a run this way when a stop has overtaken it
		}
		catch (Throwable ex) {
			thrown = ex;
		}
		finally {
			this.launch.leave();
		}
		mainReturned(thrown);
	}

	private void mainReturned(@Nullable Throwable thrown) {
		if (this.launch.isContextReady() && this.launch.failure() == null) {
			if (thrown != null && !this.closing.get()) {
				logger.error("The application's main method failed in " + this.name
						+ " after its context was ready; the instance goes on", thrown);
			}
		}
		else if (this.closing.compareAndSet(false, true)) {
			String failure = describe(thrown);
			finish((failure != null) ? kind(thrown) : null, failure,
					(this.launch.cause() != null) ? this.launch.cause() : thrown);
		}
	}

	private FailureKind kind(@Nullable Throwable thrown) {
		FailureKind kind = this.launch.failureKind();
		if (kind != null) {
			return kind;
		}
		return (thrown != null) ? FailureKind.ERROR : FailureKind.ENDED;
	}

	private @Nullable String describe(@Nullable Throwable thrown) {
		if (this.launch.failure() != null) {
			return this.launch.failure();
		}
		if (thrown != null) {
			return "The application's main method failed: " + thrown;
		}
		return this.launch.isStopRequested() ? null
				: "The application's main method returned without starting a web application";
	}

	private void contextClosing() {
		if (this.launch.failure() == null) {
			closeInBackground();
		}
	}

	private void closeInBackground() {
		ConfigurableApplicationContext context = this.launch.context();
		if (context != null && this.closing.compareAndSet(false, true)) {
			boolean requested = this.launch.isStopRequested();
			Thread closer = new Thread(this.group, () -> close(context, requested), this.name + "-stop");
			closer.setDaemon(true);
			closer.start();
		}
	}

	/**
	 * End the web server without its grace, which the close of the context may be waiting
	 * for.
	 */
	private void stopWebServerInBackground() {
		if (this.launch.context() instanceof WebServerApplicationContext context && context.getWebServer() != null) {
			Thread stopper = new Thread(this.group, context.getWebServer()::stop, this.name + "-kill");
			stopper.setDaemon(true);
			stopper.start();
		}
	}

	private void close(ConfigurableApplicationContext context, boolean requested) {
		try {
			if (requested || this.launch.isContextStopped()) {
				context.close();
			}
			else {
				// The application is closing it on another thread, which a second close
				// would interrupt
				awaitClosed(context);
			}
			awaitMain();
		}
		finally {
			finish(requested ? null : FailureKind.ENDED, requested ? null : describeEnd(), null);
		}
	}

	private String describeEnd() {
		return "The application " + (this.launch.isContextStopped() ? "stopped" : "closed") + " its own context";
	}

	private void awaitClosed(ConfigurableApplicationContext context) {
		while (context.isActive()) {
			LockSupport.parkNanos(POLL_INTERVAL.toNanos());
		}
	}

	private void awaitMain() {
		try {
			this.thread.interrupt();
			this.thread.join(MAIN_GRACE.toMillis());
			if (this.thread.isAlive()) {
				logger
					.warn("The application's main method still runs in " + this.name + " after its context was closed");
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private void finish(@Nullable FailureKind kind, @Nullable String failure, @Nullable Throwable cause) {
		this.launch.release();
		this.exited.complete(new InstanceExit(this.launch.isStopRequested(), kind, failure, cause, null));
	}

}
