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

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.codec.ServerSentEvent;
import org.springframework.web.server.ResponseStatusException;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;

import io.stickycluster.logs.InstanceLog;
import io.stickycluster.logs.InstanceLogs;

/**
 * The logs of the instances as operators read them: the last lines, or a stream of them.
 */
public final class ClusterLogs implements AutoCloseable {

	private static final int DEFAULT_LINES = 100;

	private final ClusterEndpoint endpoint;

	private final @Nullable InstanceLogs logs;

	private final int maxStreams;

	private final AtomicInteger streams = new AtomicInteger();

	private final Sinks.Empty<Void> closed = Sinks.empty();

	private volatile boolean closing;

	/**
	 * Create the operators' view of logs.
	 * @param endpoint knows which instances there are
	 * @param logs the logs, {@code null} when there are none
	 * @param maxStreams how many streams may be open at a time
	 */
	public ClusterLogs(ClusterEndpoint endpoint, @Nullable InstanceLogs logs, int maxStreams) {
		this.endpoint = endpoint;
		this.logs = logs;
		this.maxStreams = maxStreams;
	}

	LogDescriptor tail(String index, @Nullable String lines) {
		return LogDescriptor.of(log(index), parse(lines));
	}

	Flux<ServerSentEvent<Object>> stream(String index, @Nullable String lines) {
		InstanceLog log = log(index);
		int first = parse(lines);
		if (this.closing) {
			throw new UnavailableException(HttpStatus.SERVICE_UNAVAILABLE, "The application is shutting down");
		}
		if (this.streams.get() >= this.maxStreams) {
			throw new UnavailableException(HttpStatus.SERVICE_UNAVAILABLE, tooMany());
		}
		return Flux.defer(() -> {
			// Who asked at the same time as others may find that they took the last place
			if (this.streams.incrementAndGet() > this.maxStreams) {
				this.streams.decrementAndGet();
				return Flux.error(new ResponseStatusException(HttpStatus.SERVICE_UNAVAILABLE, tooMany()));
			}
			return LogStream.of(log.tail(), first, Schedulers.parallel())
				.takeUntilOther(this.closed.asMono())
				.doFinally((signal) -> this.streams.decrementAndGet());
		});
	}

	private String tooMany() {
		return "There are " + this.maxStreams + " streams of logs already";
	}

	private InstanceLog log(String index) {
		int known = this.endpoint.require(index).index();
		if (this.logs == null) {
			throw new UnavailableException(HttpStatus.NOT_FOUND,
					"The lines of instances are not kept: instances that share this process log "
							+ "through its own logging system, and only Logback lets them be told apart");
		}
		return this.logs.of(known);
	}

	private static int parse(@Nullable String lines) {
		if (lines == null) {
			return DEFAULT_LINES;
		}
		if (!lines.matches("\\d{1,9}")) {
			throw new InvalidClusterRequestException("'lines' must not be '" + lines + "'",
					List.of("a number such as 100"));
		}
		return Integer.parseInt(lines);
	}

	/**
	 * End all streams and let none begin any more.
	 */
	@Override
	public void close() {
		this.closing = true;
		this.closed.tryEmitEmpty();
	}

}
