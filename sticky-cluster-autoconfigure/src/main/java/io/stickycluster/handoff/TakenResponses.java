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

package io.stickycluster.handoff;

import java.util.concurrent.TimeUnit;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;

/**
 * Sees the responses on a connection that was taken, and tells the client that they are
 * the last ones when the instance is about to end.
 */
final class TakenResponses extends ChannelOutboundHandlerAdapter {

	/**
	 * How long the next request on a connection is waited for.
	 */
	static final long RECENT_NANOS = TimeUnit.SECONDS.toNanos(2);

	private final NettyTaker taker;

	private volatile long lastUsed = System.nanoTime();

	TakenResponses(NettyTaker taker) {
		this.taker = taker;
	}

	/**
	 * Return whether a request may be on its way.
	 * @return whether the connection was taken or used a moment ago
	 */
	boolean isRecent() {
		return System.nanoTime() - this.lastUsed < RECENT_NANOS;
	}

	@Override
	public void write(ChannelHandlerContext ctx, Object msg, ChannelPromise promise) {
		if (msg instanceof LastHttpContent) {
			this.lastUsed = System.nanoTime();
		}
		if (msg instanceof HttpResponse response && this.taker.isEnding()) {
			end(ctx.channel(), response, promise);
		}
		ctx.write(msg, promise);
	}

	private void end(Channel channel, HttpResponse response, ChannelPromise promise) {
		if (response.status().equals(HttpResponseStatus.SWITCHING_PROTOCOLS)) {
			// It has come to be after the others were ended
			promise.unvoid()
				.addListener((written) -> channel.eventLoop().execute(() -> this.taker.endWebSocket(channel)));
		}
		else if (response.status().codeClass() != HttpStatusClass.INFORMATIONAL) {
			HttpUtil.setKeepAlive(response, false);
		}
	}

}
