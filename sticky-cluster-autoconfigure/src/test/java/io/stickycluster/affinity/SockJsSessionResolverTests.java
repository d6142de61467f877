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

package io.stickycluster.affinity;

import java.net.InetAddress;

import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link SockJsSessionResolver}.
 */
@NullUnmarked
class SockJsSessionResolverTests {

	private final AffinityKeyResolver resolver = AffinityKeyResolver.sockJsSession();

	@ParameterizedTest
	@CsvSource({ "/chat/000/abc/xhr, abc", "/chat/000/abc/xhr_send, abc", "/chat/000/abc/xhr_streaming, abc",
			"/chat/123/abc/websocket, abc", "/chat/123/x_y-z/eventsource, x_y-z", "/123/abc/jsonp, abc",
			"/a/b/c/123/abc/jsonp_send, abc", "/chat/123/abc/htmlfile, abc" })
	void sessionIsTheSegmentBeforeTheTransport(String path, String session) {
		assertThat(this.resolver.resolveKey(new Request(path))).isEqualTo(session);
	}

	@ParameterizedTest
	@ValueSource(strings = { "/", "*", "/xhr", "/abc/xhr", "/chat/info", "/chat/websocket", "/chat/iframe.html",
			"/chat/000/abc/other", "/chat/000//xhr", "/chat//abc/xhr", "/chat/0.0/abc/xhr", "/chat/000/a.c/xhr",
			"/chat/000/abc/xhr/" })
	void otherPathsHaveNoSession(String path) {
		assertThat(this.resolver.resolveKey(new Request(path))).isNull();
	}

	/**
	 * A request for a path.
	 *
	 * @param path the path
	 */
	private record Request(String path) implements AffinityRequest {

		@Override
		public String method() {
			return "GET";
		}

		@Override
		public @Nullable String queryParameter(String name) {
			return null;
		}

		@Override
		public @Nullable String header(String name) {
			return null;
		}

		@Override
		public @Nullable String cookie(String name) {
			return null;
		}

		@Override
		public InetAddress clientAddress() {
			return InetAddress.getLoopbackAddress();
		}

	}

}
