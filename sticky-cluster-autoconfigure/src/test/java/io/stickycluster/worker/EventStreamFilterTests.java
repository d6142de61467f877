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

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockAsyncContext;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link EventStreamFilter}.
 */
class EventStreamFilterTests {

	private final EventStreamFilter filter = new EventStreamFilter();

	private final AtomicInteger completed = new AtomicInteger();

	@BeforeEach
	void start() {
		this.filter.start();
	}

	@Test
	void openEventStreamsAreCompletedOnStop() throws Exception {
		begin("text/event-stream;charset=UTF-8");
		begin("TEXT/EVENT-STREAM");
		assertThat(this.completed).hasValue(0);
		this.filter.stop();
		assertThat(this.completed).hasValue(2);
	}

	@Test
	void otherRequestsAreLeftAlone() throws Exception {
		begin("application/json");
		begin(null);
		this.filter.stop();
		assertThat(this.completed).hasValue(0);
	}

	@Test
	void streamThatHasEndedIsForgotten() throws Exception {
		CountingAsyncContext stream = begin("text/event-stream");
		for (AsyncListener listener : List.copyOf(stream.getListeners())) {
			listener.onComplete(new AsyncEvent(stream));
		}
		this.filter.stop();
		assertThat(this.completed).hasValue(0);
	}

	@Test
	void streamThatBeginsAfterwardsIsCompletedAtOnce() throws Exception {
		this.filter.stop();
		begin("text/event-stream");
		assertThat(this.completed).hasValue(1);
	}

	private CountingAsyncContext begin(String contentType) throws Exception {
		MockHttpServletRequest request = new MockHttpServletRequest();
		MockHttpServletResponse response = new MockHttpServletResponse();
		CountingAsyncContext stream = new CountingAsyncContext(request, response);
		this.filter.doFilter(request, response, (req, res) -> {
			request.setAsyncSupported(true);
			request.setAsyncStarted(true);
			request.setAsyncContext(stream);
			res.setContentType(contentType);
		});
		return stream;
	}

	/**
	 * Counts completions.
	 */
	private final class CountingAsyncContext extends MockAsyncContext {

		CountingAsyncContext(MockHttpServletRequest request, MockHttpServletResponse response) {
			super(request, response);
		}

		@Override
		public void complete() {
			EventStreamFilterTests.this.completed.incrementAndGet();
		}

	}

}
