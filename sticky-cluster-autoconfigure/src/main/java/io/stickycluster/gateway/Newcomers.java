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

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

import io.netty.channel.Channel;
import org.jspecify.annotations.Nullable;

/**
 * Connections that no request has come from yet. Thread-safe.
 */
final class Newcomers {

	private final Set<Channel> channels = ConcurrentHashMap.newKeySet();

	private volatile @Nullable CompletableFuture<Void> none;

	void add(Channel channel) {
		this.channels.add(channel);
		channel.closeFuture().addListener((closed) -> remove(channel));
	}

	/**
	 * Learn that a connection has made a request, and that this is in progress now.
	 * @param channel the connection
	 */
	void remove(Channel channel) {
		if (this.channels.remove(channel)) {
			completeIfNone();
		}
	}

	CompletionStage<Void> whenNone(Duration timeout) {
		CompletableFuture<Void> none = new CompletableFuture<>();
		this.none = none;
		completeIfNone();
		return none.completeOnTimeout(null, timeout.toMillis(), TimeUnit.MILLISECONDS);
	}

	private void completeIfNone() {
		CompletableFuture<Void> none = this.none;
		if (none != null && this.channels.isEmpty()) {
			none.complete(null);
		}
	}

}
