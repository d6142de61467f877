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
import java.util.List;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link ServerConnectionCodec}.
 */
@NullUnmarked
class ServerConnectionCodecTests {

	private final EmbeddedChannel channel = new EmbeddedChannel(new ServerConnectionCodec());

	@Test
	void writesRequestAtOnce() {
		request(HttpMethod.GET);
		ByteBuf written = this.channel.readOutbound();
		assertThat(written.toString(StandardCharsets.US_ASCII)).isEqualTo("GET /a HTTP/1.1\r\n\r\n");
		written.release();
		assertThat(this.channel.<Object>readOutbound()).isNull();
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 2, 3, 7, 1000 })
	void decodesResponsesOneAfterTheOther(int piece) {
		for (String body : List.of("Content-Length: 4\r\n\r\nwiki",
				"Transfer-Encoding: chunked\r\n\r\n2\r\nwi\r\n2;x\r\nki\r\n0\r\n\r\n")) {
			request(HttpMethod.GET);
			receive("HTTP/1.1 200 Fine\r\n" + body, piece);
			HttpResponse response = this.channel.readInbound();
			assertThat(response.status().toString()).isEqualTo("200 Fine");
			assertThat(body()).isEqualTo("wiki");
		}
		assertThat(this.channel.isOpen()).isTrue();
	}

	@Test
	void informationalResponsesComeBeforeTheFinalOne() {
		request(HttpMethod.GET);
		receive("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: a\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n",
				1000);
		for (int code : new int[] { 100, 103, 204 }) {
			HttpResponse response = this.channel.readInbound();
			assertThat(response.status().code()).isEqualTo(code);
			assertThat(this.channel.<Object>readInbound()).isSameAs(LastHttpContent.EMPTY_LAST_CONTENT);
		}
		assertThat(this.channel.isOpen()).isTrue();
	}

	@Test
	void responseToHeadEndsWithItsHead() {
		request(HttpMethod.HEAD);
		receive("HTTP/1.1 200\r\nContent-Length: 10\r\n\r\n", 1000);
		assertThat(this.channel.<Object>readInbound()).isInstanceOf(HttpResponse.class);
		assertThat(body()).isEmpty();
	}

	@Test
	void endOfConnectionEndsOnlyWhatHasNoOtherEnd() {
		request(HttpMethod.GET);
		receive("HTTP/1.0 200 OK\r\n\r\nabc", 1000);
		this.channel.finish();
		assertThat(this.channel.<Object>readInbound()).isInstanceOf(HttpResponse.class);
		assertThat(body()).isEqualTo("abc");
	}

	@Test
	void brokenOffBodyHasNoEnd() {
		request(HttpMethod.GET);
		receive("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n", 1000);
		this.channel.finish();
		assertThat(this.channel.<Object>readInbound()).isInstanceOf(HttpResponse.class);
		assertThat(this.channel.<Object>readInbound()).isNull();
	}

	@Test
	void moreThanTheResponseClosesTheConnection() {
		request(HttpMethod.GET);
		receive("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nab", 1000);
		assertThat(this.channel.<Object>readInbound()).isInstanceOf(HttpResponse.class);
		assertThat(body()).isEqualTo("a");
		assertThat(this.channel.isOpen()).isFalse();
	}

	@Test
	void responseThatNobodyAskedForIsMalformed() {
		assertThatExceptionOfType(MalformedMessageException.class)
			.isThrownBy(() -> receive("HTTP/1.1 200 OK\r\n\r\n", 1000));
	}

	@Test
	void bytesBehindSwitchGoOnWhenTheCodecIsRemoved() {
		this.channel.pipeline().addLast(new ChannelInboundHandlerAdapter() {

			@Override
			public void channelRead(ChannelHandlerContext ctx, Object msg) {
				if (msg instanceof LastHttpContent) {
					ctx.pipeline().remove(ServerConnectionCodec.class);
				}
				ctx.fireChannelRead(msg);
			}

		});
		request(HttpMethod.GET);
		receive("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\nxyz", 1000);
		assertThat(this.channel.<Object>readInbound()).isInstanceOf(HttpResponse.class);
		assertThat(this.channel.<Object>readInbound()).isInstanceOf(LastHttpContent.class);
		ByteBuf rest = this.channel.readInbound();
		assertThat(rest.toString(StandardCharsets.US_ASCII)).isEqualTo("xyz");
		rest.release();
		assertThat(this.channel.isOpen()).isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = { "HTTP/1.1 20 OK\r\n\r\n", "HTTP/1.1 2000 OK\r\n\r\n", "HTTP/1.1  200 OK\r\n\r\n",
			"HTTP/1.1 099 OK\r\n\r\n", "HTTP/2.0 200 OK\r\n\r\n", "\r\nHTTP/1.1 200 OK\r\n\r\n", "HTTP/1.1\r\n\r\n",
			"HTTP/1.1 200 OK\n\n", "HTTP/1.1 200 OK\r\nA : b\r\n\r\n", "HTTP/1.1 200 OK\r\nA: b\r\n c\r\n\r\n",
			"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\na",
			"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
			"HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n",
			"HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", "HTTP/1.1 200 O\u0000K\r\n\r\n",
			"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nab\r\n" })
	void refuses(String response) {
		request(HttpMethod.GET);
		assertThatExceptionOfType(MalformedMessageException.class).isThrownBy(() -> receive(response, 1000));
		this.channel.releaseInbound();
	}

	@Test
	void boundsTheHead() {
		request(HttpMethod.GET);
		assertThatExceptionOfType(MalformedMessageException.class)
			.isThrownBy(() -> receive("HTTP/1.1 200 OK\r\nA: " + "a".repeat(70_000), 1000));
	}

	private void request(HttpMethod method) {
		this.channel.releaseOutbound();
		this.channel.writeOutbound(new DefaultHttpRequest(HttpVersion.HTTP_1_1, method, "/a"),
				LastHttpContent.EMPTY_LAST_CONTENT);
	}

	private void receive(String text, int piece) {
		for (int i = 0; i < text.length(); i += piece) {
			this.channel.writeInbound(Unpooled.copiedBuffer(text.substring(i, Math.min(text.length(), i + piece)),
					StandardCharsets.ISO_8859_1));
		}
	}

	private String body() {
		StringBuilder body = new StringBuilder();
		HttpContent content;
		do {
			content = this.channel.readInbound();
			body.append(content.content().toString(StandardCharsets.ISO_8859_1));
			content.release();
		}
		while (!(content instanceof LastHttpContent));
		return body.toString();
	}

}
