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

import java.util.List;

import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link SessionMarks}.
 */
class SessionMarksTests {

	private final SessionMarks marks = new SessionMarks(SessionSettings.DEFAULT);

	@ParameterizedTest
	@ValueSource(strings = { "JSESSIONID=1", "a=b; SESSION=x", "a=b;JSESSIONID=", "SESSION = 1" })
	void sessionCookieIsOne(String cookies) {
		assertThat(this.marks.isIn(request("/", cookies))).isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "JSESSIONID", "jsessionid=1", "XSESSION=1", "a=SESSION", "SESSION2=x" })
	void otherCookiesAreNone(String cookies) {
		assertThat(this.marks.isIn(request("/", cookies))).isFalse();
	}

	@Test
	void namesOfCookiesAreASetting() {
		SessionMarks own = new SessionMarks(new SessionSettings(List.of("PLAY")));
		assertThat(own.isIn(request("/", "PLAY=1"))).isTrue();
		assertThat(own.isIn(request("/", "JSESSIONID=1"))).isFalse();
		assertThat(new SessionMarks(new SessionSettings(List.of())).isIn(request("/", "JSESSIONID=1"))).isFalse();
	}

	@ParameterizedTest
	@ValueSource(strings = { "/socket.io/?EIO=4&transport=polling&sid=a", "/x?sid=a&EIO=3", "/chat/0/a/xhr",
			"/chat/0/a/xhr_send?t=1", "/0/a/eventsource", "/chat/0/a/jsonp?c=x" })
	void furtherRequestsOfRealTimeSessionsAre(String target) {
		assertThat(this.marks.isIn(request(target, "a=b"))).isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = { "/", "*", "/?sid=a", "/socket.io/?EIO=4&transport=polling", "/chat/info",
			"/chat/0/a/websocket", "/chat/iframe.html", "/chat/0/a/xhr/" })
	void firstRequestsOfThemAreNot(String target) {
		assertThat(this.marks.isIn(request(target, "a=b"))).isFalse();
	}

	private static HttpRequest request(String target, String cookies) {
		HttpRequest request = new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, target);
		request.headers().set("Cookie", cookies);
		return request;
	}

}
