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

/**
 * Bytes that a feature sends over the control link. They may be lost: a peer that does
 * not read fast enough loses packets, but never its link.
 *
 * @param channel the feature
 * @param body what it sends; must not be changed any more
 */
public record LinkPacket(LinkChannel channel, byte[] body) {

	/**
	 * Size of the largest body, in bytes.
	 */
	public static final int MAX_LENGTH = 1024 * 1024 + 64 * 1024;

	/**
	 * What a packet takes beside its body, in bytes, while it waits.
	 */
	private static final int OVERHEAD = 64;

	public LinkPacket {
		if (body.length > MAX_LENGTH) {
			throw new IllegalArgumentException(
					"A packet of the control link may have %d bytes but has %d".formatted(MAX_LENGTH, body.length));
		}
	}

	int weight() {
		return OVERHEAD + this.body.length;
	}

	@Override
	public String toString() {
		return "LinkPacket[" + this.channel + ", " + this.body.length + " bytes]";
	}

}
