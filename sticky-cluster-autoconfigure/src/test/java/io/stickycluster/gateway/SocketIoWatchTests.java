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

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.stickycluster.affinity.AffinityTable;
import io.stickycluster.affinity.Candidates;
import io.stickycluster.affinity.KeyDigest;
import io.stickycluster.affinity.KnownClient;
import io.stickycluster.instance.ClusterSnapshot;
import io.stickycluster.instance.InstanceState;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link SocketIoWatch}.
 */
@NullUnmarked
class SocketIoWatchTests {

	private final AffinityTable sessions = new AffinityTable((key, candidates) -> null, 100, Duration.ofMinutes(2),
			System::nanoTime);

	private final Candidates candidates = Candidates
		.of(new ClusterSnapshot(2, List.of(GatewayFixture.instance(0, InstanceState.UP, 1, Map.of()),
				GatewayFixture.instance(1, InstanceState.UP, 2, Map.of()))));

	@ParameterizedTest
	@ValueSource(strings = { "0{\"sid\":\"lv_VI97HAXpY6yYWAAAC\",\"upgrades\":[\"websocket\"],\"pingInterval\":25000}",
			"97:0{\"sid\":\"lv_VI97HAXpY6yYWAAAC\",\"upgrades\":[],\"pingTimeout\":5000}2:40",
			"\0\11\7\u00ff0{\"upgrades\":[\"websocket\"], \"sid\" : \"lv_VI97HAXpY6yYWAAAC\"}",
			"___eio[0](\"0{\\\"sid\\\":\\\"lv_VI97HAXpY6yYWAAAC\\\",\\\"upgrades\\\":[]}\");" })
	void sessionIsLearnedFromAHandshakeInAnyFramingAndInAnyParts(String body) {
		for (int parts : List.of(1, 2, 3, 40)) {
			AffinityTable learned = new AffinityTable((key, candidates) -> null, 100, Duration.ofMinutes(2),
					System::nanoTime);
			see(SocketIoWatch.ofHandshake(learned), response(200), body, parts, null);
			assertThat(learned.find(KeyDigest.of("lv_VI97HAXpY6yYWAAAC"), this.candidates)).isNotNull();
			assertThat(learned.clients(1)).isOne();
		}
	}

	@Test
	void nothingIsLearnedFromAnErrorOrFromWhatIsEncodedOrFarBehind() {
		String body = "0{\"sid\":\"abc\"}";
		see(SocketIoWatch.ofHandshake(this.sessions), response(400), body, 1, null);
		HttpResponse encoded = response(200);
		encoded.headers().set("Content-Encoding", "gzip");
		see(SocketIoWatch.ofHandshake(this.sessions), encoded, body, 1, null);
		see(SocketIoWatch.ofHandshake(this.sessions), response(200), " ".repeat(512) + body, 3, null);
		see(SocketIoWatch.ofHandshake(this.sessions), response(200), "0{\"sid\":\"" + "x".repeat(129) + "\"}", 1, null);
		assertThat(this.sessions.clients(1)).isZero();
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 2, 20 })
	void sessionThatItsInstanceDoesNotKnowIsForgotten(int parts) {
		KnownClient session = session();
		see(SocketIoWatch.ofSession(this.sessions), response(400), "{\"code\":3,\"message\":\"Bad request\"}", parts,
				session);
		assertThat(this.sessions.clients(1)).isOne();
		see(SocketIoWatch.ofSession(this.sessions), response(400), "{\"code\":1,\"message\":\"Session ID unknown\"}",
				parts, session);
		assertThat(this.sessions.clients(1)).isZero();
	}

	@Test
	void endOfAWebSocketEndsTheSessionUnlessItPolls() {
		KnownClient session = session();
		KnownClient poll = this.sessions.enter(session, this.candidates);
		SocketIoWatch.ofSession(this.sessions).onStreamEnd(session);
		assertThat(this.sessions.clients(1)).isOne();
		this.sessions.leave(poll);
		SocketIoWatch.ofSession(this.sessions).onStreamEnd(session);
		assertThat(this.sessions.clients(1)).isZero();
	}

	private KnownClient session() {
		this.sessions.learn(KeyDigest.of("abc"), GatewayFixture.up(1, 1, 1));
		return this.sessions.enter(KeyDigest.of("abc"), this.candidates);
	}

	private static void see(SocketIoWatch watch, HttpResponse response, String body, int parts, KnownClient client) {
		watch.onResponseHead(response);
		int length = Math.max(1, body.length() / parts);
		for (int from = 0; from < body.length(); from += length) {
			String part = body.substring(from, Math.min(body.length(), from + length));
			watch.onResponseContent(Unpooled.copiedBuffer(part, StandardCharsets.ISO_8859_1), client,
					GatewayFixture.up(1, 1, 1));
		}
	}

	private static HttpResponse response(int status) {
		return new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(status));
	}

}
