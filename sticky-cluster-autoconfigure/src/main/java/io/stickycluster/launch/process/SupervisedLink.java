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

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import io.stickycluster.instance.ClusterIdentity;
import io.stickycluster.instance.FailureKind;
import io.stickycluster.instance.InstanceVitals;
import io.stickycluster.link.Link;
import io.stickycluster.link.LinkListener;
import io.stickycluster.link.LinkMessage;
import io.stickycluster.link.LinkPacket;
import io.stickycluster.link.LinkPeer;
import io.stickycluster.link.PacketHandler;

/**
 * The supervisor's end of the control link of one launch, before, while and after it is
 * open. Thread-safe; only {@link #end} blocks.
 *
 * <p>
 * An instance that has told that it failed, or has lost its link, ends by itself. One
 * that does not is killed.
 */
final class SupervisedLink implements LinkListener, LinkPeer {

	/**
	 * A little longer than an instance gives itself to end without its supervisor.
	 */
	static final Duration END_GRACE = Duration.ofSeconds(6);

	private static final Duration CLOSE_GRACE = Duration.ofSeconds(1);

	private static final Log logger = LogFactory.getLog(SupervisedLink.class);

	private final String name;

	private final Duration heartbeat;

	private final LongSupplier nanoTime;

	private final List<PacketHandler> packetHandlers;

	private final Consumer<LinkMessage.Ready> ready;

	private final Runnable kill;

	private final CompletableFuture<String> closed = new CompletableFuture<>();

	private final CompletableFuture<Void> ended = new CompletableFuture<>();

	private volatile @Nullable Link link;

	private final int index;

	private @Nullable ClusterIdentity identity;

	private boolean left;

	private boolean stopRequested;

	private boolean killArmed;

	private boolean isReady;

	private long lastSign;

	private @Nullable InstanceVitals vitals;

	private LinkMessage.@Nullable Failed failed;

	private final CompletableFuture<String> ending = new CompletableFuture<>();

	/**
	 * Create the end of a link that is not open yet.
	 * @param name the instance's name
	 * @param index its index
	 * @param identity the identity that it is welcomed with, {@code null} when it knows
	 * its own from another supervisor
	 * @param heartbeat how often it is to tell its vitals
	 * @param nanoTime the time in nanoseconds
	 * @param packetHandlers the features that it may talk to
	 * @param ready told when the instance serves
	 * @param kill kills the instance
	 */
	SupervisedLink(String name, int index, @Nullable ClusterIdentity identity, Duration heartbeat,
			LongSupplier nanoTime, List<PacketHandler> packetHandlers, Consumer<LinkMessage.Ready> ready,
			Runnable kill) {
		this.name = name;
		this.index = index;
		this.identity = identity;
		this.heartbeat = heartbeat;
		this.nanoTime = nanoTime;
		this.packetHandlers = packetHandlers;
		this.ready = ready;
		this.kill = kill;
	}

	/**
	 * Ask the instance to stop.
	 * @return whether there is a link to ask over
	 */
	synchronized boolean requestStop() {
		this.stopRequested = true;
		if (this.link == null || this.closed.isDone()) {
			return false;
		}
		this.link.send(new LinkMessage.Stop("requested"));
		return true;
	}

	/**
	 * Let the instance live on, whatever becomes of the link.
	 */
	synchronized void leave() {
		this.left = true;
	}

	synchronized void updateIdentity(ClusterIdentity identity) {
		if (this.link != null && !identity.equals(this.identity)) {
			this.link.send(new LinkMessage.Identity(identity));
		}
		this.identity = identity;
	}

	synchronized Optional<InstanceVitals> vitals() {
		return Optional.ofNullable(this.vitals);
	}

	/**
	 * Return the stage that completes when the instance says that it ends by itself.
	 * @return why it ends
	 */
	CompletionStage<String> whenEnding() {
		return this.ending;
	}

	/**
	 * Return for how long a ready instance has failed to tell its vitals.
	 * @return the time since it was due
	 */
	synchronized Duration silence() {
		if (!this.isReady) {
			return Duration.ZERO;
		}
		Duration overdue = Duration.ofNanos(this.nanoTime.getAsLong() - this.lastSign).minus(this.heartbeat);
		return overdue.isNegative() ? Duration.ZERO : overdue;
	}

	@Override
	public synchronized void opened(Link link) {
		this.link = link;
		if (this.identity != null) {
			// The welcome may be older
			link.send(new LinkMessage.Identity(this.identity));
		}
		if (this.stopRequested) {
			link.send(new LinkMessage.Stop("requested"));
		}
	}

	@Override
	public void received(LinkMessage message) {
		boolean becameReady = remember(message);
		if (becameReady) {
			this.ready.accept((LinkMessage.Ready) message);
		}
		else if (message instanceof LinkMessage.Stopping told) {
			this.ending.complete(told.reason());
		}
	}

	private synchronized boolean remember(LinkMessage message) {
		this.lastSign = this.nanoTime.getAsLong();
		if (message instanceof LinkMessage.Ready && !this.isReady) {
			this.isReady = true;
			return true;
		}
		if (message instanceof LinkMessage.Vitals told) {
			this.vitals = told.vitals();
		}
		else if (message instanceof LinkMessage.Failed told) {
			this.failed = told;
			killUnlessEnded("told that it failed");
		}
		return false;
	}

	@Override
	public void received(LinkPacket packet) {
		for (PacketHandler handler : this.packetHandlers) {
			if (handler.channel() == packet.channel()) {
				handler.received(this, packet.body());
			}
		}
	}

	@Override
	public int index() {
		return this.index;
	}

	@Override
	public boolean trySend(LinkPacket packet) {
		Link link = this.link;
		return link != null && link.trySend(packet);
	}

	@Override
	public void closed(String reason) {
		this.packetHandlers.forEach((handler) -> handler.left(this));
		logger.debug("The control link of " + this.name + " ended: " + reason);
		this.closed.complete(reason);
		synchronized (this) {
			killUnlessEnded("lost its control link (" + reason + ")");
		}
	}

	/**
	 * Tell that the process has ended, and wait until its last words are read.
	 * @param exitCode the exit code, or {@code null}
	 * @return why the instance ended, if it or its link told
	 */
	LinkMessage.@Nullable Failed end(@Nullable Integer exitCode) {
		this.ended.complete(null);
		Link link = link();
		String closeReason = (link != null) ? awaitClosed(link) : "it was never open";
		synchronized (this) {
			if (this.failed == null && exitCode != null && exitCode == Link.LOST_EXIT_CODE) {
				return new LinkMessage.Failed(FailureKind.ERROR, "It lost its control link and ended: " + closeReason);
			}
			String told = this.ending.getNow(null);
			if (this.failed == null && told != null && (exitCode == null || exitCode == 0)) {
				return new LinkMessage.Failed(FailureKind.ENDED, "It ended by itself: " + told);
			}
			return this.failed;
		}
	}

	private synchronized @Nullable Link link() {
		return this.link;
	}

	private String awaitClosed(Link link) {
		try {
			return this.closed.get(CLOSE_GRACE.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		catch (ExecutionException | TimeoutException ex) {
			// A process that has inherited it holds it open
		}
		link.close("the instance has ended");
		return "the instance has ended";
	}

	private void killUnlessEnded(String what) {
		if (this.killArmed || this.left) {
			return;
		}
		this.killArmed = true;
		this.ended.copy().orTimeout(END_GRACE.toMillis(), TimeUnit.MILLISECONDS).whenComplete((result, ex) -> {
			if (ex != null) {
				kill(what);
			}
		});
	}

	private void kill(String what) {
		synchronized (this) {
			if (this.left) {
				return;
			}
		}
		String text = "It %s and did not end within %ds, so it was killed".formatted(what, END_GRACE.toSeconds());
		logger.warn(this.name + ": " + text);
		synchronized (this) {
			if (this.failed == null) {
				this.failed = new LinkMessage.Failed(FailureKind.UNRESPONSIVE, text);
			}
		}
		this.kill.run();
	}

}
