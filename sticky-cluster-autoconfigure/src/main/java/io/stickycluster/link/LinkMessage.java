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

import java.time.Duration;
import java.util.Map;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonSubTypes.Type;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonTypeInfo.Id;
import com.fasterxml.jackson.annotation.Nulls;

import io.stickycluster.instance.ClusterIdentity;
import io.stickycluster.instance.FailureKind;
import io.stickycluster.instance.InstanceVitals;

/**
 * What the two ends of a control link say to each other. Either end may be newer than the
 * other, because an application is replaced on disk while its supervisor runs: types and
 * fields that an end does not know are ignored.
 */
@JsonTypeInfo(use = Id.NAME, property = "type", defaultImpl = LinkMessage.Unknown.class)
@JsonSubTypes({ @Type(value = LinkMessage.Hello.class, name = "hello"),
		@Type(value = LinkMessage.Welcome.class, name = "welcome"),
		@Type(value = LinkMessage.Refused.class, name = "refused"),
		@Type(value = LinkMessage.Ready.class, name = "ready"),
		@Type(value = LinkMessage.Failed.class, name = "failed"),
		@Type(value = LinkMessage.Vitals.class, name = "vitals"),
		@Type(value = LinkMessage.Stopping.class, name = "stopping"),
		@Type(value = LinkMessage.Identity.class, name = "identity"),
		@Type(value = LinkMessage.Stop.class, name = "stop") })
public sealed interface LinkMessage {

	/**
	 * First message of an instance.
	 *
	 * @param version the version of the messages that it speaks
	 * @param token the secret of its launch
	 * @param pid its process id
	 */
	record Hello(int version, String token, long pid) implements LinkMessage {

		@Override
		public String toString() {
			return "Hello[version=" + this.version + ", pid=" + this.pid + "]";
		}

	}

	/**
	 * Answer of the supervisor to an instance that it knows.
	 *
	 * @param version the version of the messages that it speaks
	 * @param identity the instance's identity
	 * @param host the address to listen on
	 * @param port the port to listen on, 0 for any free one
	 * @param socket the path of the Unix-domain socket to listen on too, or empty
	 * @param ports further ports by name
	 * @param properties further settings of the instance
	 * @param heartbeat how often the instance is to tell its vitals
	 * @param packets whether the supervisor understands {@link LinkPacket packets}; one
	 * of an older version does not say so
	 */
	record Welcome(int version, ClusterIdentity identity, String host, int port, String socket,
			Map<String, Integer> ports, Map<String, String> properties, Duration heartbeat,
			@JsonSetter(nulls = Nulls.AS_EMPTY) boolean packets) implements LinkMessage {

		public Welcome {
			ports = Map.copyOf(ports);
			properties = Map.copyOf(properties);
		}

		/**
		 * Create the welcome of this version.
		 * @param identity the instance's identity
		 * @param host the address to listen on
		 * @param port the port to listen on, 0 for any free one
		 * @param socket the path of the Unix-domain socket to listen on too, or empty
		 * @param ports further ports by name
		 * @param properties further settings of the instance
		 * @param heartbeat how often the instance is to tell its vitals
		 */
		public Welcome(ClusterIdentity identity, String host, int port, String socket, Map<String, Integer> ports,
				Map<String, String> properties, Duration heartbeat) {
			this(LinkCodec.VERSION, identity, host, port, socket, ports, properties, heartbeat, true);
		}

	}

	/**
	 * Answer of the supervisor to anybody else; the link ends.
	 *
	 * @param reason why
	 */
	record Refused(String reason) implements LinkMessage {

	}

	/**
	 * The instance serves.
	 *
	 * @param port the port of its web server
	 * @param ports further ports by name
	 * @param socket the path of the Unix-domain socket that it listens on too, or empty
	 */
	record Ready(int port, Map<String, Integer> ports, String socket) implements LinkMessage {

		public Ready {
			ports = Map.copyOf(ports);
		}

	}

	/**
	 * The instance did not come up.
	 *
	 * @param kind what sort of failure it was
	 * @param text what went wrong, in words for an operator
	 */
	record Failed(FailureKind kind, String text) implements LinkMessage {

	}

	/**
	 * How the instance is, and that it is alive.
	 *
	 * @param vitals the vitals
	 */
	record Vitals(InstanceVitals vitals) implements LinkMessage {

	}

	/**
	 * The instance ends without having been asked to.
	 *
	 * @param reason why
	 */
	record Stopping(String reason) implements LinkMessage {

	}

	/**
	 * The instance's identity has changed.
	 *
	 * @param identity the new identity
	 */
	record Identity(ClusterIdentity identity) implements LinkMessage {

	}

	/**
	 * The instance is to end gracefully.
	 *
	 * @param reason why
	 */
	record Stop(String reason) implements LinkMessage {

	}

	/**
	 * A message of a newer peer.
	 */
	record Unknown() implements LinkMessage {

	}

}
