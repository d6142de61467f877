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

package io.stickycluster.link;

import org.jspecify.annotations.Nullable;

/**
 * Features that send {@link LinkPacket packets} over the control link, beside its own
 * messages. Each has a lane of its own on every link, so that none holds up another.
 */
public enum LinkChannel {

	/**
	 * Messages between instances, which the supervisor passes on.
	 */
	BUS(1),

	/**
	 * HTTP sessions, which the supervisor keeps for the instances.
	 */
	SESSIONS(2);

	private static final LinkChannel[] CHANNELS = values();

	private final byte code;

	LinkChannel(int code) {
		this.code = (byte) code;
	}

	/**
	 * Return what stands for the channel on the link.
	 * @return the code, never changed once it was released
	 */
	byte code() {
		return this.code;
	}

	/**
	 * Return the channel that a code stands for.
	 * @param code the code
	 * @return the channel, {@code null} for that of a newer peer
	 */
	static @Nullable LinkChannel of(byte code) {
		for (LinkChannel channel : CHANNELS) {
			if (channel.code == code) {
				return channel;
			}
		}
		return null;
	}

}
