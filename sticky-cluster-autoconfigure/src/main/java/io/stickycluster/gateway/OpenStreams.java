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

package io.stickycluster.gateway;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

/**
 * The streams of one generation of an instance. Thread-safe.
 */
final class OpenStreams {

	private final Set<OpenStream> streams = ConcurrentHashMap.newKeySet();

	private volatile @Nullable Closing closing;

	void add(OpenStream stream) {
		this.streams.add(stream);
		Closing current = this.closing;
		if (current != null) {
			current.end(stream);
		}
	}

	void remove(OpenStream stream) {
		this.streams.remove(stream);
	}

	int size() {
		return this.streams.size();
	}

	/**
	 * End all streams, each at a random moment, and those that begin later as well.
	 * @param webSocketCloseCode the status code of a WebSocket's close frame
	 * @param spread over how long the moments are spread, 0 for at once
	 * @return completes when those that are open by the end of that time have ended
	 */
	CompletableFuture<Void> close(int webSocketCloseCode, Duration spread) {
		Closing begun = new Closing(webSocketCloseCode, System.nanoTime() + spread.toNanos(),
				new CompletableFuture<>());
		// Before the streams are looked at: one that begins meanwhile is seen by one side
		this.closing = begun;
		return endAll(begun).thenCompose((done) -> endAll(begun));
	}

	private CompletableFuture<Void> endAll(Closing closing) {
		return CompletableFuture.allOf(this.streams.stream().map(closing::end).toArray(CompletableFuture[]::new));
	}

	/**
	 * Let streams live whose end has not come yet, and those that begin from now on.
	 */
	void reopen() {
		Closing revoked = this.closing;
		this.closing = null;
		if (revoked != null) {
			revoked.revoked().complete(null);
		}
	}

	/**
	 * How streams are ended.
	 *
	 * @param code the status code of a WebSocket's close frame
	 * @param until when the last one is, in nanoseconds
	 * @param revoked completes when those that are left are to live
	 */
	private record Closing(int code, long until, CompletableFuture<Void> revoked) {

		CompletableFuture<?> end(OpenStream stream) {
			CompletableFuture<Void> closed = stream.whenClosed().toCompletableFuture();
			long left = this.until - System.nanoTime();
			if (left <= 0) {
				stream.close(this.code);
				return closed;
			}
			var later = stream.eventLoop()
				.schedule(() -> stream.close(this.code), ThreadLocalRandom.current().nextLong(left),
						TimeUnit.NANOSECONDS);
			CompletableFuture<?> settled = CompletableFuture.anyOf(closed, this.revoked);
			settled.thenRun(() -> later.cancel(false));
			return settled;
		}

	}

}
