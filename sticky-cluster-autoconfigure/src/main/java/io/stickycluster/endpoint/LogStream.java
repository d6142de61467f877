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

package io.stickycluster.endpoint;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

import org.springframework.http.codec.ServerSentEvent;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Scheduler;

import io.stickycluster.logs.LogTail;
import io.stickycluster.logs.TailSlice;

/**
 * What one reader of a {@link LogTail} is sent. It looks at the tail from time to time as
 * long as the reader keeps up; a reader that does not misses lines and is told how many.
 */
final class LogStream {

	static final Duration POLL_INTERVAL = Duration.ofMillis(200);

	static final Duration HEARTBEAT_INTERVAL = Duration.ofSeconds(15);

	private static final int BATCH_SIZE = 64;

	private static final ServerSentEvent<Object> HEARTBEAT = ServerSentEvent.builder().comment("").build();

	private final LogTail tail;

	private long next;

	private long quietPolls = HEARTBEAT_INTERVAL.dividedBy(POLL_INTERVAL);

	private LogStream(LogTail tail, int lines) {
		this.tail = tail;
		TailSlice last = tail.last(lines);
		this.next = last.next() - last.lines().size();
	}

	/**
	 * Follow a tail.
	 * @param tail the tail
	 * @param lines how many of the lines that are there are sent first, at most
	 * @param scheduler where the tail is looked at
	 * @return the events, without end
	 */
	static Flux<ServerSentEvent<Object>> of(LogTail tail, int lines, Scheduler scheduler) {
		return Flux.defer(() -> {
			LogStream stream = new LogStream(tail, lines);
			return Flux.interval(Duration.ZERO, POLL_INTERVAL, scheduler)
				.onBackpressureDrop()
				.concatMap((tick) -> stream.poll(), 1);
		});
	}

	private Flux<ServerSentEvent<Object>> poll() {
		this.quietPolls++;
		return Flux.<List<ServerSentEvent<Object>>>generate((sink) -> {
			List<ServerSentEvent<Object>> batch = nextBatch();
			if (batch.isEmpty()) {
				sink.complete();
			}
			else {
				sink.next(batch);
			}
		}).concatMapIterable(Function.identity(), 1);
	}

	private List<ServerSentEvent<Object>> nextBatch() {
		TailSlice slice = this.tail.read(this.next, BATCH_SIZE);
		this.next = slice.next();
		List<ServerSentEvent<Object>> events = new ArrayList<>();
		if (slice.missed() > 0) {
			events.add(ServerSentEvent.<Object>builder(Map.of("lines", slice.missed())).event("missed").build());
		}
		slice.lines()
			.forEach((line) -> events.add(
					ServerSentEvent.<Object>builder(LineDescriptor.of(line)).id(Long.toString(line.number())).build()));
		// The first one also shows the reader that it is connected
		if (events.isEmpty() && this.quietPolls >= HEARTBEAT_INTERVAL.dividedBy(POLL_INTERVAL)) {
			events.add(HEARTBEAT);
		}
		if (!events.isEmpty()) {
			this.quietPolls = 0;
		}
		return events;
	}

}
