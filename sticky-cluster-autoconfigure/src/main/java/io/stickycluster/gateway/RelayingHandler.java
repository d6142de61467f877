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

import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import org.jspecify.annotations.Nullable;

/**
 * What all channels have in common that carry one exchange with an instance at a time: a
 * client's HTTP/1 connection and the streams of an HTTP/2 connection.
 */
abstract class RelayingHandler extends ChannelDuplexHandler implements ClientSide {

	private final Channel channel;

	private final Deadline deadline;

	private @Nullable Exchange exchange;

	@SuppressWarnings("NullAway.Init")
	private ChannelHandlerContext ctx;

	RelayingHandler(Channel channel) {
		this.channel = channel;
		this.deadline = new Deadline(channel.eventLoop());
	}

	@Override
	public void handlerAdded(ChannelHandlerContext ctx) {
		this.ctx = ctx;
	}

	final ChannelHandlerContext context() {
		return this.ctx;
	}

	final @Nullable Exchange exchange() {
		return this.exchange;
	}

	/**
	 * Begin an exchange.
	 * @param gateway the gateway
	 * @param request the request as the instance gets it
	 * @return the exchange
	 */
	final Exchange relay(Gateway gateway, RelayRequest request) {
		Exchange started = new Exchange(gateway, this, request);
		this.exchange = started;
		started.start();
		return started;
	}

	/**
	 * Answer a request in the place of an instance.
	 * @param answer the answer
	 * @param requestComplete whether all of the request has been received
	 */
	final void answer(Answer answer, boolean requestComplete) {
		answer.writeTo(this, requestComplete);
		flush();
		responseEnded(requestComplete);
	}

	final void exchangeEnded() {
		this.exchange = null;
	}

	@Override
	public void channelWritabilityChanged(ChannelHandlerContext ctx) {
		if (this.channel.isWritable()) {
			if (this.exchange != null) {
				this.exchange.onClientWritable();
			}
			else {
				writableWithoutExchange();
			}
		}
		ctx.fireChannelWritabilityChanged();
	}

	/**
	 * Learn that the client takes more, while nothing is relayed.
	 */
	void writableWithoutExchange() {
	}

	@Override
	public void channelInactive(ChannelHandlerContext ctx) {
		this.deadline.close();
		Exchange interrupted = this.exchange;
		this.exchange = null;
		if (interrupted != null) {
			interrupted.cancel();
		}
		ctx.fireChannelInactive();
	}

	@Override
	public final Channel channel() {
		return this.channel;
	}

	@Override
	public final Deadline deadline() {
		return this.deadline;
	}

	@Override
	public void flush() {
		this.ctx.flush();
	}

}
