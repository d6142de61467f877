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

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

import io.netty.channel.Channel;
import reactor.netty.channel.ChannelOperations;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.websocket.WebsocketOutbound;
import reactor.netty.resources.LoopResources;

/**
 * {@link ConnectionTaker} of a server of Reactor Netty.
 */
final class NettyTaker implements ConnectionTaker {

	private final OfferChannel server = new OfferChannel();

	private final Map<Channel, TakenResponses> connections = new ConcurrentHashMap<>();

	private volatile int closeCode;

	/**
	 * Let a server accept the connections that this one takes.
	 * @param server the server, after everything else that customizes it
	 * @param resources the server's event loops
	 * @param useNative whether connections are of the native transport
	 * @return the server
	 */
	HttpServer customize(HttpServer server, LoopResources resources, boolean useNative) {
		return server.runOn(new TakerLoops(resources, this.server), useNative)
			.doOnChannelInit((observer, channel, address) -> {
				TakenResponses responses = this.connections.get(channel);
				if (responses != null) {
					channel.pipeline().addLast(responses);
				}
			});
	}

	@Override
	public void take(PassedConnection connection, Listener listener) {
		try {
			this.server.eventLoop().execute(() -> accept(connection, listener));
		}
		catch (RejectedExecutionException ex) {
			giveBack(connection, listener);
		}
	}

	private void accept(PassedConnection connection, Listener listener) {
		if (!this.server.isActive() || isEnding()) {
			giveBack(connection, listener);
			return;
		}
		CompletionStage<Void> told = listener.taken();
		Channel channel = connection.toChannel(this.server);
		this.connections.put(channel, new TakenResponses(this));
		channel.closeFuture().addListener((closed) -> {
			this.connections.remove(channel);
			listener.closed();
		});
		told.thenRun(() -> this.server.offer(channel));
	}

	private static void giveBack(PassedConnection connection, Listener listener) {
		connection.giveBack();
		listener.givenBack();
	}

	@Override
	public TakerCounts counts() {
		int requests = 0;
		int webSockets = 0;
		int recent = 0;
		for (Map.Entry<Channel, TakenResponses> connection : this.connections.entrySet()) {
			ChannelOperations<?, ?> operations = ChannelOperations.get(connection.getKey());
			if (operations instanceof WebsocketOutbound) {
				webSockets++;
			}
			else if (operations != null) {
				requests++;
			}
			else if (connection.getValue().isRecent()) {
				recent++;
			}
		}
		return new TakerCounts(requests, webSockets, recent);
	}

	/**
	 * Connections that are idle are left to the server, which closes them when it ends.
	 */
	@Override
	public void end(int webSocketCloseCode, Duration spread) {
		this.closeCode = webSocketCloseCode;
		long nanos = spread.toNanos();
		for (Channel channel : this.connections.keySet()) {
			if (ChannelOperations.get(channel) instanceof WebsocketOutbound) {
				long delay = (nanos > 0) ? ThreadLocalRandom.current().nextLong(nanos) : 0;
				channel.eventLoop().schedule(() -> endWebSocket(channel), delay, TimeUnit.NANOSECONDS);
			}
		}
	}

	/**
	 * Return whether responses are to be the last ones on their connections.
	 * @return whether the instance is about to end
	 */
	boolean isEnding() {
		return this.closeCode != 0;
	}

	void endWebSocket(Channel channel) {
		if (ChannelOperations.get(channel) instanceof WebsocketOutbound webSocket) {
			webSocket.sendClose(this.closeCode, "").subscribe();
		}
	}

}
