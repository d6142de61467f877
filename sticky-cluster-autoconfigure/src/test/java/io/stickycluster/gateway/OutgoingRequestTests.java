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

import java.net.InetAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.stickycluster.affinity.AddressKeys;
import io.stickycluster.affinity.AffinityKey;
import io.stickycluster.affinity.AffinityTable;
import io.stickycluster.affinity.InstanceSelector;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link OutgoingRequest}.
 */
class OutgoingRequestTests {

	private static final String HEAD = "POST /a HTTP/1.1\r\ncontent-length: 5\r\n\r\n";

	private final HttpContent first = content("abc");

	private final HttpContent last = new DefaultLastHttpContent(Unpooled.copiedBuffer("de", StandardCharsets.US_ASCII));

	private final List<EmbeddedChannel> channels = new ArrayList<>();

	@AfterEach
	void close() {
		this.channels.forEach(EmbeddedChannel::finishAndReleaseAll);
		Stream.of(this.first, this.last)
			.filter((part) -> part.refCnt() > 0)
			.forEach((part) -> part.release(part.refCnt()));
	}

	@Test
	void requestThatNeverLeftIsSentByAnotherConnectionAsAWhole() {
		OutgoingRequest request = request(HttpMethod.POST);
		EmbeddedChannel dead = deadChannel();
		request.begin(dead);
		request.add(this.first, dead);
		request.add(this.last, dead);
		dead.flush();
		request.flushed();
		assertThat(request.isUnsent()).isTrue();
		EmbeddedChannel channel = channel();
		request.begin(channel);
		channel.flush();
		request.flushed();
		assertThat(request.isUnsent()).isFalse();
		assertThat(written(channel)).isEqualTo(HEAD + "abcde");
		assertThatNothingIsKept(request);
	}

	@Test
	void bodyThatComesInTwoStepsIsSentOnceEach() {
		OutgoingRequest request = request(HttpMethod.POST);
		request.add(this.first, null);
		EmbeddedChannel channel = channel();
		request.begin(channel);
		channel.flush();
		request.flushed();
		request.add(this.last, channel);
		channel.flush();
		assertThat(written(channel)).isEqualTo(HEAD + "abcde");
		assertThat(request.isComplete()).isTrue();
		assertThatNothingIsKept(request);
	}

	@Test
	void sentBodyMakesAnIdempotentRequestUnrepeatable() {
		OutgoingRequest request = request(HttpMethod.PUT);
		EmbeddedChannel channel = channel();
		request.begin(channel);
		channel.flush();
		request.flushed();
		assertThat(request.isRepeatable()).isTrue();
		request.add(this.first, channel);
		assertThat(request.isRepeatable()).isFalse();
		request.add(this.last, channel);
		written(channel);
		assertThatNothingIsKept(request);
	}

	@Test
	void requestThatHasLeftIsUnsentNoMore() {
		OutgoingRequest request = request(HttpMethod.GET);
		request.add(LastHttpContent.EMPTY_LAST_CONTENT, null);
		assertThat(request.isUnsent()).isTrue();
		EmbeddedChannel channel = channel();
		request.begin(channel);
		channel.flush();
		request.flushed();
		assertThat(request.isUnsent()).isFalse();
		assertThat(request.isRepeatable()).isTrue();
		EmbeddedChannel next = channel();
		request.begin(next);
		assertThat(written(next)).isEqualTo(HEAD.replace("POST", "GET"));
	}

	@Test
	void emptyPartDoesNotEndAChunkedBody() {
		OutgoingRequest request = request(HttpMethod.POST);
		EmbeddedChannel channel = channel();
		request.begin(channel);
		HttpContent empty = new DefaultHttpContent(Unpooled.buffer());
		request.add(empty, channel);
		assertThat(empty.refCnt()).isZero();
		request.add(this.last, channel);
		assertThat(written(channel)).isEqualTo(HEAD + "de");
		request.release();
		assertThat(this.last.refCnt()).isZero();
	}

	private void assertThatNothingIsKept(OutgoingRequest request) {
		assertThat(this.first.refCnt()).isZero();
		assertThat(this.last.refCnt()).isZero();
		request.release();
	}

	private static OutgoingRequest request(HttpMethod method) {
		HttpRequest head = new DefaultHttpRequest(HttpVersion.HTTP_1_1, method, "/a");
		head.headers().set("content-length", 5);
		AffinityTable table = new AffinityTable(InstanceSelector.rendezvous(), 1, Duration.ofMinutes(1),
				System::nanoTime);
		AffinityKey key = new AddressKeys(32, 64).key(InetAddress.getLoopbackAddress());
		return new OutgoingRequest(new RelayRequest(head, new ClientIdentity(table, key), null, null, false));
	}

	private EmbeddedChannel channel() {
		EmbeddedChannel channel = new EmbeddedChannel(new HttpClientCodec());
		this.channels.add(channel);
		return channel;
	}

	private static EmbeddedChannel deadChannel() {
		return new EmbeddedChannel(new ChannelOutboundHandlerAdapter() {

			@Override
			public void write(ChannelHandlerContext ctx, Object msg, ChannelPromise promise) {
				ReferenceCountUtil.release(msg);
				promise.tryFailure(new ClosedChannelException());
			}

		}, new HttpClientCodec());
	}

	private static HttpContent content(String text) {
		return new DefaultHttpContent(Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII));
	}

	private static String written(EmbeddedChannel channel) {
		channel.flush();
		StringBuilder written = new StringBuilder();
		for (ByteBuf bytes = channel.readOutbound(); bytes != null; bytes = channel.readOutbound()) {
			written.append(bytes.toString(StandardCharsets.US_ASCII));
			bytes.release();
		}
		return written.toString();
	}

}
