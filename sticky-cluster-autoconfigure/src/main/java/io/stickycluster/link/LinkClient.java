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

import java.io.IOException;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.time.Duration;

/**
 * The instance's end of its control link, while it is being opened.
 */
public final class LinkClient {

	private LinkClient() {
	}

	/**
	 * Open the link to the supervisor. Blocks until the supervisor has answered.
	 * @param address where it listens, the value of {@link LinkEnvironment#ADDRESS}
	 * @param token the secret of the launch
	 * @param timeout how long it has to answer
	 * @return the link that is to be started
	 * @throws LinkRefusedException if the supervisor does not want the link
	 * @throws IOException if there is no supervisor
	 */
	public static Opened open(String address, String token, Duration timeout) throws IOException {
		SocketAddress remote = LinkAddress.parse(address);
		SocketChannel channel = SocketChannel.open((remote instanceof UnixDomainSocketAddress)
				? StandardProtocolFamily.UNIX : StandardProtocolFamily.INET);
		try (Handshake handshake = new Handshake(channel, timeout)) {
			channel.connect(remote);
			handshake.send(new LinkMessage.Hello(LinkCodec.VERSION, token, ProcessHandle.current().pid()));
			LinkMessage answer = handshake.receive(LinkCodec.MAX_LENGTH);
			if (answer instanceof LinkMessage.Welcome welcome) {
				return new Opened(channel, welcome);
			}
			throw (answer instanceof LinkMessage.Refused refused) ? new LinkRefusedException(refused.reason())
					: new IOException("The supervisor closed the control link in the handshake");
		}
		catch (IOException | RuntimeException ex) {
			channel.close();
			throw ex;
		}
	}

	/**
	 * A link that the supervisor has accepted, but nobody reads yet.
	 *
	 * @param channel the channel
	 * @param welcome what the supervisor told first
	 */
	public record Opened(SocketChannel channel, LinkMessage.Welcome welcome) {

		/**
		 * Start to read and write.
		 * @param name what the link's threads are called
		 * @param queueCapacity how many messages may wait to be sent
		 * @param listener is told what comes
		 * @return the link
		 */
		public Link start(String name, int queueCapacity, LinkListener listener) {
			Link link = new Link(this.channel, name, queueCapacity, listener);
			link.start();
			return link;
		}

	}

}
