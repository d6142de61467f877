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
package io.stickycluster.session;

import java.io.DataInputStream;
import java.io.IOException;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import io.stickycluster.link.LinkChannel;
import io.stickycluster.link.LinkPacket;
import io.stickycluster.link.LinkPeer;
import io.stickycluster.link.PacketHandler;

/**
 * {@link PacketHandler} in the supervisor that lets instances use its store over their
 * links.
 */
public final class SessionStoreHandler implements PacketHandler {

	private static final Log logger = LogFactory.getLog(SessionStoreHandler.class);

	private final SessionStore store;

	/**
	 * Create a handler.
	 * @param store the store
	 */
	public SessionStoreHandler(SessionStore store) {
		this.store = store;
	}

	@Override
	public LinkChannel channel() {
		return LinkChannel.SESSIONS;
	}

	@Override
	public void received(LinkPeer from, byte[] body) {
		try {
			DataInputStream in = SessionCodec.open(body);
			byte[] answer = answer(in.readLong(), SessionCodec.request(in));
			if (!from.trySend(new LinkPacket(LinkChannel.SESSIONS, answer))) {
				logger.debug("Instance " + from.index() + " is too slow to take a session");
			}
		}
		catch (IOException ex) {
			// The instance does without an answer
			logger.warn("A request of instance %d for a session cannot be read: %s".formatted(from.index(),
					ex.getMessage()));
		}
	}

	private byte[] answer(long number, SessionRequest request) {
		if (request instanceof SessionRequest.Find find) {
			return SessionCodec.found(number, this.store.find(find.id()));
		}
		if (request instanceof SessionRequest.Save save) {
			return SessionCodec.saved(number, this.store.save(save.change()));
		}
		this.store.delete(((SessionRequest.Delete) request).id());
		return SessionCodec.deleted(number);
	}

	@Override
	public void left(LinkPeer peer) {
		// Its sessions are not its own
	}

}
