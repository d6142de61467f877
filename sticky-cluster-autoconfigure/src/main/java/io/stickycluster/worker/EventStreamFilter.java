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
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;

/**
 * {@link Filter} that ends the event streams of an instance before its web server waits
 * for them: they do not end by themselves, and a graceful shutdown would wait until it
 * times out.
 */
public final class EventStreamFilter extends EventStreamLifecycle implements Filter {

	private final Set<AsyncContext> streams = ConcurrentHashMap.newKeySet();

	@Override
	public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
			throws IOException, ServletException {
		chain.doFilter(request, response);
		if (request.isAsyncStarted() && isEventStream(response)) {
			track(request.getAsyncContext());
		}
	}

	private static boolean isEventStream(ServletResponse response) {
		String type = response.getContentType();
		return type != null && type.toLowerCase(Locale.ROOT).startsWith("text/event-stream");
	}

	private void track(AsyncContext stream) {
		this.streams.add(stream);
		try {
			stream.addListener(new EndListener(stream, this.streams));
		}
		catch (IllegalStateException ex) {
			// It has ended meanwhile
			this.streams.remove(stream);
		}
		if (!isRunning()) {
			end(stream);
		}
	}

	private void end(AsyncContext stream) {
		this.streams.remove(stream);
		try {
			stream.complete();
		}
		catch (IllegalStateException ex) {
			// It has ended meanwhile
		}
	}

	@Override
	public void stop() {
		super.stop();
		this.streams.forEach(this::end);
	}

	/**
	 * Forgets a stream when it ends.
	 *
	 * @param stream the stream
	 * @param streams where it is known
	 */
	private record EndListener(AsyncContext stream, Set<AsyncContext> streams) implements AsyncListener {

		@Override
		public void onComplete(AsyncEvent event) {
			this.streams.remove(this.stream);
		}

		@Override
		public void onTimeout(AsyncEvent event) {
			this.streams.remove(this.stream);
		}

		@Override
		public void onError(AsyncEvent event) {
			this.streams.remove(this.stream);
		}

		@Override
		public void onStartAsync(AsyncEvent event) {
			// Listeners are forgotten when a request begins to wait anew
			event.getAsyncContext().addListener(this);
		}

	}

}
