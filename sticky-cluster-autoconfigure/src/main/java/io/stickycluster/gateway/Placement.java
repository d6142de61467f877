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

import java.util.stream.IntStream;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.util.AsciiString;
import org.jspecify.annotations.Nullable;

import io.stickycluster.affinity.Candidates;
import io.stickycluster.affinity.KnownClient;
import io.stickycluster.instance.Instance;

/**
 * Where an exchange belongs, and what it counts as there: a request, or a stream once its
 * response has turned out to be one.
 */
final class Placement {

	/**
	 * The indexes as headers have them, as many as clusters usually have.
	 */
	private static final AsciiString[] LABELS = IntStream.range(0, 64)
		.mapToObj((index) -> AsciiString.cached(String.valueOf(index)))
		.toArray(AsciiString[]::new);

	private final ClientIdentity identity;

	private final KnownClient client;

	private final Instance instance;

	private final InstanceLoad load;

	private final @Nullable SocketIoWatch watch;

	private @Nullable OpenStream stream;

	private InstanceQueue.@Nullable Turn turn;

	private boolean entered;

	private boolean answered;

	private boolean failed;

	private Placement(ClientIdentity identity, KnownClient client, Instance instance, InstanceLoad load,
			@Nullable SocketIoWatch watch) {
		this.identity = identity;
		this.client = client;
		this.instance = instance;
		this.load = load;
		this.watch = watch;
		load.requestBegins();
	}

	/**
	 * Place a request.
	 * @param gateway the gateway
	 * @param routes the instances that there are
	 * @param request the request
	 * @param candidates those of them to choose from
	 * @return its place, {@code null} when there is none
	 */
	static @Nullable Placement of(Gateway gateway, RoutingTable routes, RelayRequest request, Candidates candidates) {
		ClientIdentity identity = request.client();
		KnownClient client = identity.enter(candidates);
		boolean session = candidates.isLeaving(client) && gateway.sessionMarks().isIn(request.head());
		Instance instance = identity.place(client, candidates, session);
		if (instance == null) {
			identity.leave(client);
			return null;
		}
		return new Placement(identity, client, instance, routes.load(instance), request.watch());
	}

	Instance instance() {
		return this.instance;
	}

	int index() {
		return this.instance.index();
	}

	InstanceLoad load() {
		return this.load;
	}

	/**
	 * Learn that the instance has answered.
	 * @param status the status of the response
	 * @param nanos the time since the request has arrived
	 */
	void answered(int status, long nanos) {
		this.answered = true;
		this.failed = status >= HttpResponseStatus.INTERNAL_SERVER_ERROR.code();
		this.load.answered(nanos);
	}

	/**
	 * Learn that the instance has not answered, unless it does at the next attempt.
	 */
	void unanswered() {
		this.failed |= !this.answered;
	}

	/**
	 * Take a place among the requests in progress.
	 * @return whether there is one
	 */
	boolean tryEnter() {
		this.entered = this.load.queue().tryEnter();
		return this.entered;
	}

	/**
	 * Wait for a place among the requests in progress.
	 * @param eventLoop where the request lives
	 * @param onTurn what is done when the place is taken
	 * @return whether there is room to wait
	 */
	boolean tryQueue(EventLoop eventLoop, Runnable onTurn) {
		this.turn = this.load.queue().tryQueue(eventLoop, () -> {
			this.turn = null;
			this.entered = true;
			onTurn.run();
		});
		return this.turn != null;
	}

	private void leaveQueue() {
		if (this.turn != null) {
			this.load.queue().withdraw(this.turn);
			this.turn = null;
		}
		else if (this.entered) {
			this.entered = false;
			this.load.queue().leave();
		}
	}

	/**
	 * Return the instance's index as the value of a header.
	 * @return the index in decimal
	 */
	AsciiString label() {
		int index = index();
		return (index < LABELS.length) ? LABELS[index] : AsciiString.cached(String.valueOf(index));
	}

	/**
	 * See the head of the response, final or to switch protocols, on its way to the
	 * client.
	 * @param response the head, which may be changed
	 */
	void onResponseHead(HttpResponse response) {
		this.identity.onResponseHead(response, index());
		if (this.watch != null) {
			this.watch.onResponseHead(response);
		}
	}

	/**
	 * See a part of the response's body on its way to the client.
	 * @param content the part
	 */
	void onResponseContent(ByteBuf content) {
		if (this.watch != null) {
			this.watch.onResponseContent(content, this.client, this.instance);
		}
	}

	/**
	 * Count as a stream from now on.
	 * @param stream the stream
	 */
	void becomeStream(OpenStream stream) {
		this.stream = stream;
		leaveQueue();
		this.load.streamBegins(stream);
	}

	/**
	 * Give the place up. To be called exactly once.
	 */
	void release() {
		if (this.failed) {
			this.load.failed();
		}
		if (this.stream != null) {
			this.load.streamEnds(this.stream);
			if (this.watch != null) {
				this.watch.onStreamEnd(this.client);
			}
		}
		else {
			this.load.requestEnds();
			leaveQueue();
		}
		this.identity.leave(this.client);
	}

}
