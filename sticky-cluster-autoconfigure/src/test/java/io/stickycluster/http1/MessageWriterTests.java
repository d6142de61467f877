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

package io.stickycluster.http1;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link MessageWriter}.
 */
@NullUnmarked
class MessageWriterTests {

	private final List<String> writes = new ArrayList<>();

	private final MessageWriter writer = new MessageWriter(UnpooledByteBufAllocator.DEFAULT, (bytes) -> {
		this.writes.add(bytes.toString(StandardCharsets.ISO_8859_1));
		bytes.release();
	});

	@Test
	void headAndSmallBodyAreOneWrite() {
		this.writer.response(response(200, "Content-Length", "3"), false);
		this.writer.content(new DefaultLastHttpContent(text("abc")));
		assertThat(written()).containsExactly("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc");
	}

	@Test
	void requestWithoutBodyIsOneWrite() {
		this.writer.request(new DefaultHttpRequest(HttpVersion.HTTP_1_0, HttpMethod.GET, "/a?b"));
		this.writer.content(LastHttpContent.EMPTY_LAST_CONTENT);
		assertThat(written()).containsExactly("GET /a?b HTTP/1.0\r\n\r\n");
	}

	@Test
	void chunksAreFramedAfresh() {
		this.writer.response(response(200, "Transfer-Encoding", "chunked"), false);
		this.writer.content(new DefaultHttpContent(text("a".repeat(17))));
		DefaultLastHttpContent last = new DefaultLastHttpContent(text("b"));
		last.trailingHeaders().set("X-Sum", 1);
		this.writer.content(last);
		assertThat(written()).containsExactly("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n11\r\n"
				+ "a".repeat(17) + "\r\n1\r\nb\r\n0\r\nX-Sum: 1\r\n\r\n");
	}

	@Test
	void largeContentIsNotCopied() {
		this.writer.response(response(200, "Transfer-Encoding", "chunked"), false);
		ByteBuf large = text("a".repeat(70_000));
		this.writer.content(new DefaultHttpContent(large));
		this.writer.content(LastHttpContent.EMPTY_LAST_CONTENT);
		assertThat(written()).containsExactly("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n11170\r\n",
				"a".repeat(70_000), "\r\n0\r\n\r\n");
		assertThat(large.refCnt()).isZero();
	}

	@Test
	void responseToHeadHasNoBody() {
		this.writer.response(response(200, "Transfer-Encoding", "chunked"), true);
		ByteBuf content = text("abc");
		this.writer.content(new DefaultHttpContent(content));
		this.writer.content(LastHttpContent.EMPTY_LAST_CONTENT);
		assertThat(written()).containsExactly("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
		assertThat(content.refCnt()).isZero();
	}

	@Test
	void noContentHasNoLength() {
		this.writer.response(response(204, "Content-Length", "3"), false);
		this.writer.content(LastHttpContent.EMPTY_LAST_CONTENT);
		assertThat(written()).containsExactly("HTTP/1.1 204 No Content\r\n\r\n");
	}

	@Test
	void closeReleasesWhatWasNotGivenOut() {
		this.writer.response(response(200, "Content-Length", "0"), false);
		this.writer.close();
		assertThat(written()).isEmpty();
	}

	@Test
	void headersThatNobodyCheckedAreChecked() {
		HttpResponse response = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK,
				DefaultHttpHeadersFactory.headersFactory().withValidation(false).newHeaders().add("A", "b\r\nC: d"));
		assertThatIllegalArgumentException().isThrownBy(() -> this.writer.response(response, false));
		this.writer.close();
	}

	private List<String> written() {
		this.writer.drain();
		return this.writes;
	}

	private static HttpResponse response(int status, String name, String value) {
		HttpResponse response = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(status));
		response.headers().set(name, value);
		return response;
	}

	private static ByteBuf text(String text) {
		return Unpooled.copiedBuffer(text, StandardCharsets.ISO_8859_1);
	}

}
