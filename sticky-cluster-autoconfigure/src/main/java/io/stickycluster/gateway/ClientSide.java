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
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpResponse;

/**
 * The client's end of an exchange, as the exchange sees it. Confined to the channel's
 * event loop.
 */
interface ClientSide {

	/**
	 * Return the channel that carries the exchange.
	 * @return the channel
	 */
	Channel channel();

	/**
	 * Return the timer of the exchange.
	 * @return the deadline
	 */
	Deadline deadline();

	/**
	 * Ask for more of the request, or, when it is complete, to learn that the client has
	 * gone.
	 */
	void readMore();

	/**
	 * Write an informational response (1xx).
	 * @param response the response
	 */
	void writeInformational(HttpResponse response);

	/**
	 * Write the head of the final response.
	 * @param response the response
	 * @param requestComplete whether all of the request has been received
	 */
	void writeHead(HttpResponse response, boolean requestComplete);

	/**
	 * Write a part of the final response's body.
	 * @param content the part, whose ownership passes
	 */
	void writeContent(HttpContent content);

	/**
	 * Flush what was written.
	 */
	void flush();

	/**
	 * Return whether the connection may be turned into a byte relay.
	 * @param response the instance's response (101)
	 * @return whether it is what was asked for, as far as the client does not check that
	 * itself
	 */
	boolean accepts(HttpResponse response);

	/**
	 * Turn the connection into a byte relay.
	 * @param response the instance's response (101)
	 * @param tunnel the relay
	 */
	void upgrade(HttpResponse response, Tunnel tunnel);

	/**
	 * Learn that the response was written to its end.
	 * @param requestComplete whether all of the request has been received
	 */
	void responseEnded(boolean requestComplete);

	/**
	 * Break the exchange off in a way that the client takes for an error.
	 */
	void abort();

}
