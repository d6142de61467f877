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
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.http.HttpObject;
import org.jspecify.annotations.Nullable;

import io.stickycluster.http1.MalformedMessageException;
import io.stickycluster.http1.RequestDecoder;

/**
 * What a client has sent and nobody has taken yet: at most one read, because there is no
 * next one before this is empty. Requests are decoded when it is their turn. Takes no
 * memory when all is taken.
 */
final class RequestIntake {

	private final RequestDecoder decoder;

	private final ByteBufAllocator allocator;

	private final Taker taker;

	private ByteBuf received = Unpooled.EMPTY_BUFFER;

	private boolean draining;

	private boolean closed;

	RequestIntake(RequestDecoder decoder, ByteBufAllocator allocator, Taker taker) {
		this.decoder = decoder;
		this.allocator = allocator;
		this.taker = taker;
	}

	void add(ByteBuf bytes) {
		if (isEmpty()) {
			this.received.release();
			this.received = bytes;
		}
		else {
			// one read of TLS may come in several pieces
			this.received = ByteToMessageDecoder.MERGE_CUMULATOR.cumulate(this.allocator, this.received, bytes);
		}
		drain();
	}

	/**
	 * Take what was received as far as it is its turn. A request waits for the end of the
	 * one before, and for the client to take the response to that.
	 */
	void drain() {
		if (this.draining) {
			return;
		}
		this.draining = true;
		try {
			HttpObject next = next();
			while (next != null) {
				this.taker.take(next);
				next = next();
			}
		}
		catch (MalformedMessageException ex) {
			close();
			this.taker.refuse(new Problem(ex.status(), String.valueOf(ex.getMessage())));
		}
		finally {
			this.draining = false;
			if (this.closed || isEmpty()) {
				release();
			}
		}
	}

	private @Nullable HttpObject next() throws MalformedMessageException {
		boolean taken = !this.closed && (isWithinBody() || this.taker.takesRequest());
		return taken ? this.decoder.next(this.received) : null;
	}

	boolean isDraining() {
		return this.draining;
	}

	/**
	 * Return whether more can be read.
	 * @return whether nothing is left
	 */
	boolean isEmpty() {
		return !this.received.isReadable();
	}

	boolean isWithinHead() {
		return this.decoder.isWithinHead();
	}

	boolean isWithinBody() {
		return !this.decoder.isBetweenRequests();
	}

	/**
	 * Drop what is there and what comes.
	 */
	void close() {
		this.closed = true;
	}

	/**
	 * Take no more and leave what is there to the next handler.
	 * @param ctx whose next handler that is when it has been removed
	 */
	void leaveTo(ChannelHandlerContext ctx) {
		ByteBuf rest = this.received;
		this.received = Unpooled.EMPTY_BUFFER;
		close();
		if (!rest.isReadable()) {
			rest.release();
			return;
		}
		// once all handlers are in place
		ctx.executor().execute(() -> {
			ctx.fireChannelRead(rest);
			ctx.fireChannelReadComplete();
		});
	}

	void release() {
		this.received.release();
		this.received = Unpooled.EMPTY_BUFFER;
	}

	/**
	 * Takes what was decoded.
	 */
	interface Taker {

		/**
		 * Return whether it is the turn of another request.
		 * @return whether one is taken
		 */
		boolean takesRequest();

		/**
		 * Take a part of a request.
		 * @param part the part, whose ownership passes
		 */
		void take(HttpObject part);

		/**
		 * Learn that what was received is no request, and that nothing more is taken.
		 * @param problem what is wrong
		 */
		void refuse(Problem problem);

	}

}
