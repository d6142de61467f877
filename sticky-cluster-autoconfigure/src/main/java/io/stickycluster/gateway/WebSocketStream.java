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

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2ResetFrame;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.util.ReferenceCountUtil;

/**
 * Makes an HTTP/2 stream that is a WebSocket look like a connection to its tunnel: bytes
 * are carried by DATA frames, and both ends say when nothing more comes (RFC 8441,
 * section 5).
 */
final class WebSocketStream extends ChannelDuplexHandler {

	private boolean clientEnded;

	private boolean ended;

	@Override
	public void channelRead(ChannelHandlerContext ctx, Object msg) {
		this.clientEnded = isEnd(msg);
		if (msg instanceof Http2DataFrame frame && frame.content().isReadable()) {
			ctx.fireChannelRead(frame.content());
		}
		else {
			ReferenceCountUtil.release(msg);
		}
		if (this.clientEnded) {
			ctx.fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
		}
	}

	private static boolean isEnd(Object frame) {
		return (frame instanceof Http2DataFrame data && data.isEndStream())
				|| (frame instanceof Http2HeadersFrame trailers && trailers.isEndStream());
	}

	@Override
	public void write(ChannelHandlerContext ctx, Object msg, ChannelPromise promise) {
		this.ended |= msg == Tunnel.END;
		ctx.write(new DefaultHttp2DataFrame((ByteBuf) msg, msg == Tunnel.END), promise);
	}

	/**
	 * Close the stream. A client that was told the end, and has more to say, learns that
	 * nothing is wrong with that.
	 */
	@Override
	public void close(ChannelHandlerContext ctx, ChannelPromise promise) {
		if (this.ended && !this.clientEnded) {
			ctx.writeAndFlush(new DefaultHttp2ResetFrame(Http2Error.NO_ERROR));
		}
		ctx.close(promise);
	}

}
