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

import java.nio.channels.ClosedChannelException;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import org.jspecify.annotations.Nullable;

/**
 * The codec of a connection to a server, for one request at a time. A malformed response
 * is an exception in the pipeline. When removed, what was received and not decoded goes
 * on as bytes. A written head is told to have succeeded when all of it has left, content
 * at once.
 */
public final class ServerConnectionCodec extends ChannelDuplexHandler {

	private final ResponseDecoder decoder = new ResponseDecoder();

	private boolean malformed;

	private @Nullable MessageWriter writer;

	/**
	 * Tells whether the head of the request has left, which is not yet written.
	 */
	private @Nullable ChannelPromise head;

	@Override
	public void handlerAdded(ChannelHandlerContext ctx) {
		this.writer = new MessageWriter(ctx.alloc(), (bytes) -> {
			ChannelPromise promise = (this.head != null) ? this.head : ctx.voidPromise();
			this.head = null;
			ctx.write(bytes, promise);
		});
	}

	@Override
	public void handlerRemoved(ChannelHandlerContext ctx) {
		failHead();
		if (this.writer != null) {
			this.writer.close();
		}
	}

	private void failHead() {
		if (this.head != null) {
			this.head.tryFailure(new ClosedChannelException());
			this.head = null;
		}
	}

	@Override
	public void channelRead(ChannelHandlerContext ctx, Object msg) {
		ByteBuf in = (ByteBuf) msg;
		try {
			if (!this.malformed) {
				decode(ctx, in);
			}
		}
		catch (MalformedMessageException ex) {
			this.malformed = true;
			ctx.fireExceptionCaught(ex);
		}
		finally {
			in.release();
		}
	}

	private void decode(ChannelHandlerContext ctx, ByteBuf in) throws MalformedMessageException {
		HttpObject next = this.decoder.next(in);
		while (next != null) {
			boolean complete = this.decoder.isComplete();
			if (complete && in.isReadable() && !this.decoder.isSwitching()) {
				// more than was asked for: not to be trusted with another request
				ctx.close();
			}
			ctx.fireChannelRead(next);
			if (complete) {
				if (ctx.isRemoved() && in.isReadable()) {
					ctx.fireChannelRead(in.readRetainedSlice(in.readableBytes()));
				}
				return;
			}
			next = this.decoder.next(in);
		}
	}

	@Override
	public void channelInactive(ChannelHandlerContext ctx) {
		failHead();
		HttpObject end = this.decoder.end();
		if (end != null) {
			ctx.fireChannelRead(end);
		}
		ctx.fireChannelInactive();
	}

	@Override
	public void write(ChannelHandlerContext ctx, Object msg, ChannelPromise promise) {
		if (this.writer == null) {
			ctx.write(msg, promise);
			return;
		}
		if (msg instanceof HttpRequest request) {
			this.decoder.expect(request.method());
			this.writer.drain();
			this.writer.request(request);
			this.head = promise;
			return;
		}
		if (msg instanceof HttpContent content) {
			this.writer.content(content);
		}
		else {
			this.writer.drain();
			ctx.write(msg, promise);
			return;
		}
		promise.trySuccess();
	}

	@Override
	public void flush(ChannelHandlerContext ctx) {
		if (this.writer != null) {
			this.writer.drain();
		}
		ctx.flush();
	}

}
