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

import java.util.ArrayList;
import java.util.List;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import org.jspecify.annotations.Nullable;

/**
 * A request on its way to an instance, from what has come of it to what was sent. Until
 * its head has left, all of it is kept: then it can be sent by another connection as if
 * nothing had happened. Confined to the event loop of its exchange.
 */
final class OutgoingRequest {

	private final RelayRequest request;

	/**
	 * What came of the body before the head has left, at most one read.
	 */
	private List<HttpContent> kept = List.of();

	private @Nullable ChannelFuture head;

	private boolean complete;

	private boolean bodySent;

	private boolean released;

	OutgoingRequest(RelayRequest request) {
		this.request = request;
	}

	/**
	 * Return whether all of the request has come.
	 * @return whether the client sends no more of it
	 */
	boolean isComplete() {
		return this.complete;
	}

	/**
	 * Return whether the client waits to be told to send the body (RFC 9110, section
	 * 10.1.1).
	 * @return whether it said so and has sent nothing of the body
	 */
	boolean isContinueExpected() {
		return !this.bodySent && this.kept.isEmpty() && HttpUtil.is100ContinueExpected(this.request.head());
	}

	/**
	 * Return whether the instance cannot have seen the request, because its head was
	 * never handed to the operating system as a whole.
	 * @return whether it may be sent again in any case
	 */
	boolean isUnsent() {
		return this.head == null || (this.head.isDone() && !this.head.isSuccess());
	}

	/**
	 * Return whether the request may be sent again although an instance may have seen it
	 * (RFC 9110, section 9.2.2).
	 * @return whether it is all here and does no harm if it is done twice
	 */
	boolean isRepeatable() {
		return !this.bodySent && this.request.isIdempotent();
	}

	/**
	 * Write what there is, without flushing it.
	 * @param channel the connection
	 */
	void begin(Channel channel) {
		this.head = channel.write(this.request.head());
		this.bodySent = false;
		boolean ended = false;
		for (HttpContent content : this.kept) {
			this.bodySent |= isBody(content);
			ended = content instanceof LastHttpContent;
			channel.write(content.retainedDuplicate(), channel.voidPromise());
		}
		if (this.complete && !ended) {
			channel.write(LastHttpContent.EMPTY_LAST_CONTENT, channel.voidPromise());
		}
	}

	/**
	 * Take a part of the body.
	 * @param content the part, whose ownership passes
	 * @param channel where it is written to, {@code null} while there is no connection
	 */
	void add(HttpContent content, @Nullable Channel channel) {
		boolean last = content instanceof LastHttpContent;
		this.complete |= last;
		if (this.released || (!last && !content.content().isReadable())) {
			// an empty chunk would end the body
			content.release();
		}
		else if (channel == null) {
			keep(content);
		}
		else {
			this.bodySent |= isBody(content);
			boolean keep = this.head != null && !this.head.isSuccess();
			channel.write(keep ? content.retainedDuplicate() : content, channel.voidPromise());
			if (keep) {
				keep(content);
			}
		}
	}

	/**
	 * Keep a part of the body, unless it is the usual end, which is known without.
	 * @param content the part
	 */
	private void keep(HttpContent content) {
		if (content == LastHttpContent.EMPTY_LAST_CONTENT) {
			return;
		}
		if (this.kept.isEmpty()) {
			// most requests have no body
			this.kept = new ArrayList<>(2);
		}
		this.kept.add(content);
	}

	/**
	 * Learn that what was written has been flushed: what has left is not kept.
	 */
	void flushed() {
		if (!this.kept.isEmpty() && this.head != null && this.head.isSuccess()) {
			releaseKept();
		}
	}

	/**
	 * Let everything go, also what comes later.
	 */
	void release() {
		this.released = true;
		releaseKept();
	}

	private void releaseKept() {
		for (HttpContent content : this.kept) {
			content.release();
		}
		this.kept = List.of();
	}

	private static boolean isBody(HttpContent content) {
		return content.content().isReadable()
				|| (content instanceof LastHttpContent last && !last.trailingHeaders().isEmpty());
	}

}
