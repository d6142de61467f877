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

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Headers.PseudoHeaderName;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.util.AsciiString;

/**
 * Sees whether a new HTTP/2 stream is to be a WebSocket (RFC 8441), and makes its request
 * the one that an instance would get over HTTP/1.1: the codec knows no such requests.
 */
final class ExtendedConnect extends ChannelInboundHandlerAdapter {

	private final ClientStream stream;

	ExtendedConnect(ClientStream stream) {
		this.stream = stream;
	}

	@Override
	public void channelRead(ChannelHandlerContext ctx, Object msg) {
		if (msg instanceof Http2HeadersFrame frame) {
			ctx.pipeline().remove(this);
			if (isWebSocket(frame)) {
				frame.headers().remove(PseudoHeaderName.PROTOCOL.value());
				frame.headers().method(HttpMethod.GET.asciiName());
				this.stream.becomeWebSocket();
			}
		}
		ctx.fireChannelRead(msg);
	}

	private static boolean isWebSocket(Http2HeadersFrame frame) {
		Http2Headers headers = frame.headers();
		CharSequence protocol = headers.get(PseudoHeaderName.PROTOCOL.value());
		return protocol != null && !frame.isEndStream()
				&& AsciiString.contentEquals(HttpMethod.CONNECT.asciiName(), headers.method())
				&& AsciiString.contentEqualsIgnoreCase(HttpHeaderValues.WEBSOCKET, protocol);
	}

}
