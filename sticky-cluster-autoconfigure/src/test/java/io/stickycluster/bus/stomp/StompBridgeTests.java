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

package io.stickycluster.bus.stomp;

import java.nio.charset.StandardCharsets;
import java.security.Principal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.simp.SimpMessageHeaderAccessor;
import org.springframework.messaging.simp.SimpMessageType;
import org.springframework.messaging.simp.SimpMessagingTemplate;
import org.springframework.messaging.simp.broker.SimpleBrokerMessageHandler;
import org.springframework.messaging.simp.user.DefaultUserDestinationResolver;
import org.springframework.messaging.simp.user.UserDestinationMessageHandler;
import org.springframework.messaging.support.ExecutorSubscribableChannel;
import org.springframework.messaging.support.MessageBuilder;
import org.springframework.util.MimeTypeUtils;
import org.springframework.web.socket.messaging.DefaultSimpUserRegistry;
import org.springframework.web.socket.messaging.SessionConnectedEvent;

import io.stickycluster.bus.BusCounts;
import io.stickycluster.bus.BusOverflow;
import io.stickycluster.bus.BusSettings;
import io.stickycluster.bus.LocalBusHub;
import io.stickycluster.bus.MessageBus;
import io.stickycluster.instance.ClusterIdentity;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link StompBridge} between the brokers of three instances.
 */
class StompBridgeTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(30);

	private final LocalBusHub hub = new LocalBusHub();

	private final List<Instance> instances = new ArrayList<>(
			List.of(new Instance(this.hub, 0), new Instance(this.hub, 1), new Instance(this.hub, 2)));

	@AfterEach
	void close() {
		this.instances.forEach(Instance::close);
	}

	@Test
	void messageOfTheApplicationReachesSubscribersOfAllInstancesOnce() {
		connectEach(null);
		subscribeEach("/topic/prices");
		instance(0).template.send("/topic/prices",
				MessageBuilder.withPayload("one".getBytes(StandardCharsets.UTF_8))
					.setHeader(MessageHeaders.CONTENT_TYPE, MimeTypeUtils.TEXT_PLAIN)
					.build());
		endFrom(0, "/topic/prices");
		this.instances.forEach((each) -> assertThat(each.texts()).containsExactly("one", "end"));
		assertThat(instance(2).sent.get(0).getHeaders().get(MessageHeaders.CONTENT_TYPE))
			.isEqualTo(MimeTypeUtils.TEXT_PLAIN);
	}

	@Test
	void messageOfAClientReachesSubscribersOfAllInstancesOnce() {
		connectEach(null);
		subscribeEach("/topic/chat");
		instance(1).clientSends("s1", "/topic/chat", "hello", Map.of("color", "red"));
		endFrom(1, "/topic/chat");
		this.instances.forEach((each) -> assertThat(each.texts()).containsExactly("hello", "end"));
		assertThat(SimpMessageHeaderAccessor.wrap(instance(0).sent.get(0)).getFirstNativeHeader("color"))
			.isEqualTo("red");
	}

	@Test
	void messageToAUserReachesItsSessionsInAllInstancesOnce() {
		connectEach("bob");
		instance(2).connect("alice", "alice's");
		subscribeEach("/user/queue/news");
		instance(2).subscribe("alice's", "/user/queue/news");
		instance(0).template.convertAndSendToUser("bob", "/queue/news", "for bob".getBytes(StandardCharsets.UTF_8));
		instance(0).template.convertAndSendToUser("bob", "/queue/news", "end".getBytes(StandardCharsets.UTF_8));
		this.instances.forEach(Instance::awaitEnd);
		this.instances.forEach((each) -> assertThat(each.texts()).containsExactly("for bob", "end"));
		assertThat(instance(2).sessions()).containsOnly("s2");
	}

	@Test
	void messageOfAClientToAUserElsewhereArrives() {
		instance(0).connect("alice", "s0");
		instance(1).connect("bob", "s1");
		instance(1).subscribe("s1", "/user/queue/news");
		instance(0).clientSends("s0", "/user/bob/queue/news", "end", Map.of());
		instance(1).awaitEnd();
		assertThat(instance(1).texts()).containsExactly("end");
	}

	@Test
	void answerToOneSessionStays() {
		connectEach("bob");
		subscribeEach("/user/queue/news");
		SimpMessageHeaderAccessor headers = SimpMessageHeaderAccessor.create(SimpMessageType.MESSAGE);
		headers.setSessionId("s0");
		headers.setLeaveMutable(true);
		instance(0).template.convertAndSendToUser("bob", "/queue/news", "for this".getBytes(StandardCharsets.UTF_8),
				headers.getMessageHeaders());
		instance(0).template.convertAndSendToUser("bob", "/queue/news", "end".getBytes(StandardCharsets.UTF_8));
		this.instances.forEach(Instance::awaitEnd);
		assertThat(instance(0).texts()).containsExactly("for this", "end");
		assertThat(instance(1).texts()).containsExactly("end");
	}

	@Test
	void messageThatIsNotForTheBrokerStays() {
		connectEach(null);
		subscribeEach("/topic/x");
		instance(0).clientSends("s0", "/app/x", "for a controller", Map.of());
		endFrom(0, "/topic/x");
		this.instances.forEach((each) -> assertThat(each.texts()).containsExactly("end"));
		assertThat(instance(0).counts.published()).isEqualTo(1);
	}

	@Test
	void payloadThatCannotTravelStaysWithoutHarm() {
		connectEach(null);
		subscribeEach("/topic/x");
		instance(0).template.send("/topic/x", MessageBuilder.withPayload(42).build());
		instance(0).template.send("/topic/x", MessageBuilder.withPayload(new byte[20_000]).build());
		endFrom(0, "/topic/x");
		assertThat(instance(0).sent).hasSize(3);
		assertThat(instance(1).texts()).containsExactly("end");
	}

	private Instance instance(int index) {
		return this.instances.get(index);
	}

	private void connectEach(@Nullable String user) {
		this.instances.forEach((each) -> each.connect(user, "s" + each.index));
	}

	private void subscribeEach(String destination) {
		this.instances.forEach((each) -> each.subscribe("s" + each.index, destination));
	}

	private void endFrom(int index, String destination) {
		instance(index).template.convertAndSend(destination, "end".getBytes(StandardCharsets.UTF_8));
		this.instances.forEach(Instance::awaitEnd);
	}

	/**
	 * What Spring sets up in an application with a simple broker.
	 */
	private static final class Instance {

		private final ExecutorSubscribableChannel inbound = new ExecutorSubscribableChannel();

		private final ExecutorSubscribableChannel outbound = new ExecutorSubscribableChannel();

		private final ExecutorSubscribableChannel brokerChannel = new ExecutorSubscribableChannel();

		private final SimpMessagingTemplate template = new SimpMessagingTemplate(this.brokerChannel);

		private final DefaultSimpUserRegistry registry = new DefaultSimpUserRegistry();

		private final SimpleBrokerMessageHandler broker = new SimpleBrokerMessageHandler(this.inbound, this.outbound,
				this.brokerChannel, List.of("/topic", "/queue"));

		private final UserDestinationMessageHandler users = new UserDestinationMessageHandler(this.inbound,
				this.brokerChannel, new DefaultUserDestinationResolver(this.registry));

		private final List<Message<?>> sent = new CopyOnWriteArrayList<>();

		private final BusCounts counts = new BusCounts();

		private final int index;

		private final MessageBus bus;

		private final StompBridge bridge;

		Instance(LocalBusHub hub, int index) {
			this.index = index;
			ClusterIdentity identity = new ClusterIdentity(index, 1, 3, false);
			this.bus = new MessageBus(hub.join(), () -> identity,
					new BusSettings(10_000, 100_000, BusOverflow.DROP_OLDEST), this.counts);
			this.bridge = new StompBridge(this.bus, this.broker, this.users, this.inbound, this.brokerChannel,
					this.template.getUserDestinationPrefix());
			this.outbound.subscribe((message) -> {
				if (SimpMessageHeaderAccessor.getMessageType(message.getHeaders()) == SimpMessageType.MESSAGE) {
					this.sent.add(message);
				}
			});
			this.bus.start();
			this.broker.start();
			this.users.start();
			this.bridge.start();
		}

		void connect(@Nullable String user, String session) {
			Principal principal = (user != null) ? () -> user : null;
			this.inbound.send(message(SimpMessageType.CONNECT, session, null, principal, "", Map.of()));
			if (principal != null) {
				this.registry.onApplicationEvent(new SessionConnectedEvent(this,
						message(SimpMessageType.CONNECT_ACK, session, null, principal, "", Map.of()), principal));
			}
		}

		void subscribe(String session, String destination) {
			SimpMessageHeaderAccessor accessor = SimpMessageHeaderAccessor.create(SimpMessageType.SUBSCRIBE);
			accessor.setSessionId(session);
			accessor.setSubscriptionId("1");
			accessor.setDestination(destination);
			this.registry.getUsers()
				.stream()
				.filter((user) -> user.getSession(session) != null)
				.forEach((user) -> accessor.setUser(user.getPrincipal()));
			this.inbound.send(MessageBuilder.createMessage(new byte[0], accessor.getMessageHeaders()));
		}

		void clientSends(String session, String destination, String text, Map<String, String> headers) {
			this.inbound.send(message(SimpMessageType.MESSAGE, session, destination, null, text, headers));
		}

		private static Message<byte[]> message(SimpMessageType type, String session, @Nullable String destination,
				@Nullable Principal user, String text, Map<String, String> nativeHeaders) {
			SimpMessageHeaderAccessor accessor = SimpMessageHeaderAccessor.create(type);
			accessor.setSessionId(session);
			if (destination != null) {
				accessor.setDestination(destination);
			}
			accessor.setUser(user);
			nativeHeaders.forEach(accessor::setNativeHeader);
			return MessageBuilder.createMessage(text.getBytes(StandardCharsets.UTF_8), accessor.getMessageHeaders());
		}

		List<String> texts() {
			return this.sent.stream()
				.map((message) -> new String((byte[]) message.getPayload(), StandardCharsets.UTF_8))
				.toList();
		}

		List<String> sessions() {
			return this.sent.stream()
				.map((message) -> SimpMessageHeaderAccessor.getSessionId(message.getHeaders()))
				.toList();
		}

		void awaitEnd() {
			Awaitility.await()
				.atMost(TIMEOUT)
				.until(() -> this.sent.stream()
					.anyMatch((message) -> message.getPayload() instanceof byte[] bytes
							&& new String(bytes, StandardCharsets.UTF_8).equals("end")));
		}

		void close() {
			this.bridge.stop();
			this.users.stop();
			this.broker.stop();
			this.bus.close();
		}

	}

}
