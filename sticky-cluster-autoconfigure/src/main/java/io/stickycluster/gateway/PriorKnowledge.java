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

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.http2.Http2CodecUtil;

/**
 * Sees by the first bytes of a connection whether the client speaks HTTP/2 without having
 * asked (RFC 9113, section 3.3), and makes way for the server's own handlers then.
 */
final class PriorKnowledge extends ByteToMessageDecoder {

	private static final ByteBuf PREFACE = Http2CodecUtil.connectionPrefaceBuf();

	private final ClientConnection connection;

	PriorKnowledge(ClientConnection connection) {
		this.connection = connection;
	}

	@Override
	protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
		int length = Math.min(in.readableBytes(), PREFACE.readableBytes());
		if (!ByteBufUtil.equals(PREFACE, 0, in, in.readerIndex(), length)) {
			ctx.pipeline().remove(this);
		}
		else if (length == PREFACE.readableBytes()) {
			this.connection.localServer().leave();
			ctx.pipeline().remove(this.connection);
			ctx.pipeline().remove(this);
		}
	}

}
