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
package io.stickycluster.session;

import java.io.DataInputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import io.stickycluster.link.LinkChannel;
import io.stickycluster.link.LinkPacket;
import io.stickycluster.link.PacketLink;

/**
 * {@link SessionStoreAccess} of an instance in a process of its own, over its control
 * link.
 */
public final class LinkSessionAccess implements SessionStoreAccess, AutoCloseable {

	/**
	 * More than an instance has requests in progress.
	 */
	private static final int MAX_PENDING = 10_000;

	private static final Log logger = LogFactory.getLog(LinkSessionAccess.class);

	private final PacketLink link;

	private final Duration timeout;

	private final AtomicLong numbers = new AtomicLong();

	private final Map<Long, CompletableFuture<DataInputStream>> pending = new ConcurrentHashMap<>();

	private final AtomicBoolean unavailable = new AtomicBoolean();

	private final Runnable end;

	/**
	 * Create an access.
	 * @param link the instance's end of its control link
	 * @param timeout how long an answer is waited for
	 */
	public LinkSessionAccess(PacketLink link, Duration timeout) {
		this.link = link;
		this.timeout = timeout;
		this.end = link.receive(LinkChannel.SESSIONS, this::answered);
	}

	@Override
	public CompletableFuture<Optional<StoredSession>> find(String id) {
		long number = this.numbers.incrementAndGet();
		return ask(number, SessionCodec.request(number, new SessionRequest.Find(id)),
				(in) -> Optional.ofNullable(SessionCodec.found(in)));
	}

	@Override
	public CompletableFuture<SaveResult> save(SessionChange change) {
		long number = this.numbers.incrementAndGet();
		byte[] body = SessionCodec.request(number, new SessionRequest.Save(change));
		return (body.length <= LinkPacket.MAX_LENGTH) ? ask(number, body, SessionCodec::saved)
				: CompletableFuture.completedFuture(SaveResult.TOO_LARGE);
	}

	@Override
	public CompletableFuture<Void> delete(String id) {
		long number = this.numbers.incrementAndGet();
		return ask(number, SessionCodec.request(number, new SessionRequest.Delete(id)), DataInputStream::available)
			.thenAccept((left) -> {
			});
	}

	@Override
	public void close() {
		this.end.run();
		this.pending.values()
			.forEach((answer) -> answer.completeExceptionally(
					new SessionStoreUnavailableException("Sessions are not available: the instance ends")));
	}

	private <T> CompletableFuture<T> ask(long number, byte[] body, Answer<T> answer) {
		CompletableFuture<DataInputStream> pending = new CompletableFuture<>();
		this.pending.put(number, pending);
		if (this.pending.size() > MAX_PENDING || !this.link.trySend(new LinkPacket(LinkChannel.SESSIONS, body))) {
			pending.completeExceptionally(unavailable("too many requests wait for the supervisor"));
		}
		return pending.orTimeout(this.timeout.toMillis(), TimeUnit.MILLISECONDS).handle((in, ex) -> {
			this.pending.remove(number);
			return result(in, ex, answer);
		});
	}

	private <T> T result(@Nullable DataInputStream in, @Nullable Throwable ex, Answer<T> answer) {
		try {
			if (in == null) {
				throw (ex instanceof TimeoutException)
						? unavailable("the supervisor has not answered within " + this.timeout.toMillis() + "ms")
						: (SessionStoreUnavailableException) ex;
			}
			T result = answer.read(in);
			if (this.unavailable.compareAndSet(true, false)) {
				logger.info("The supervisor's store of sessions is available again");
			}
			return result;
		}
		catch (IOException readFailure) {
			throw unavailable("the supervisor's answer cannot be read: " + readFailure.getMessage());
		}
	}

	private SessionStoreUnavailableException unavailable(String reason) {
		if (this.unavailable.compareAndSet(false, true)) {
			logger.warn("The supervisor's store of sessions is not available: " + reason);
		}
		return new SessionStoreUnavailableException("Sessions are not available: " + reason);
	}

	private void answered(byte[] body) {
		try {
			DataInputStream in = SessionCodec.open(body);
			CompletableFuture<DataInputStream> answer = this.pending.get(in.readLong());
			if (answer != null) {
				answer.complete(in);
			}
		}
		catch (IOException ex) {
			logger.warn("An answer of the supervisor's store of sessions cannot be read: " + ex.getMessage());
		}
	}

	/**
	 * Reads what follows the number of an answer.
	 *
	 * @param <T> what it is
	 */
	@FunctionalInterface
	private interface Answer<T> {

		T read(DataInputStream in) throws IOException;

	}

}
