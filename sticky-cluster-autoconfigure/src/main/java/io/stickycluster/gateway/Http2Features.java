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

import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import reactor.netty.http.Http2SettingsSpec;
import reactor.netty.http.server.HttpServer;

/**
 * What the server tells HTTP/2 clients, where its own settings leave that open: how many
 * streams a connection may have, and that a stream may be a WebSocket (RFC 8441).
 */
final class Http2Features {

	private static final long MAX_CONCURRENT_STREAMS = 100;

	private Http2Features() {
	}

	static HttpServer announce(HttpServer server) {
		Http2SettingsSpec set = server.configuration().http2SettingsSpec();
		return server.http2Settings((settings) -> {
			settings.maxConcurrentStreams(MAX_CONCURRENT_STREAMS).connectProtocolEnabled(true);
			if (set != null) {
				copy(set, settings);
			}
		});
	}

	/**
	 * Repeat what was set: the server takes settings as a whole.
	 * @param set what was set
	 * @param settings the settings that the server gets
	 */
	private static void copy(Http2SettingsSpec set, Http2SettingsSpec.Builder settings) {
		set(set.connectProtocolEnabled(), settings::connectProtocolEnabled);
		set(set.headerTableSize(), settings::headerTableSize);
		set(set.initialWindowSize(), settings::initialWindowSize);
		set(set.maxConcurrentStreams(), settings::maxConcurrentStreams);
		set(set.maxFrameSize(), settings::maxFrameSize);
		set(set.maxHeaderListSize(), settings::maxHeaderListSize);
		set(set.maxStreams(), settings::maxStreams);
		set(set.pingAckDropThreshold(), settings::pingAckDropThreshold);
		set(set.pingAckTimeout(), settings::pingAckTimeout);
		Integer decoded = set.maxDecodedRstFramesPerWindow();
		Integer decodedSeconds = set.maxDecodedRstFramesSecondsPerWindow();
		if (decoded != null && decodedSeconds != null) {
			settings.maxDecodedRstFramesPerWindow(decoded, decodedSeconds);
		}
		Integer encoded = set.maxEncodedRstFramesPerWindow();
		Integer encodedSeconds = set.maxEncodedRstFramesSecondsPerWindow();
		if (encoded != null && encodedSeconds != null) {
			settings.maxEncodedRstFramesPerWindow(encoded, encodedSeconds);
		}
	}

	private static <T> void set(@Nullable T value, Consumer<T> setter) {
		if (value != null) {
			setter.accept(value);
		}
	}

}
