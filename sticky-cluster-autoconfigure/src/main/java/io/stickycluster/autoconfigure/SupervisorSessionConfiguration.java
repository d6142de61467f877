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
package io.stickycluster.autoconfigure;

import java.time.Clock;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication.Type;
import org.springframework.boot.session.autoconfigure.SessionTimeout;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.session.ReactiveSessionRepository;
import org.springframework.session.SessionIdGenerator;
import org.springframework.session.SessionRepository;
import org.springframework.session.UuidSessionIdGenerator;
import org.springframework.session.config.annotation.web.http.SpringHttpSessionConfiguration;
import org.springframework.session.config.annotation.web.server.SpringWebSessionConfiguration;

import io.stickycluster.link.PacketLink;
import io.stickycluster.session.LinkSessionAccess;
import io.stickycluster.session.LocalSessionAccess;
import io.stickycluster.session.SessionStore;
import io.stickycluster.session.SessionStoreAccess;
import io.stickycluster.session.web.AttributeSerializer;
import io.stickycluster.session.web.ClusterSessionRepository;
import io.stickycluster.session.web.ClusterSessions;
import io.stickycluster.session.web.ReactiveClusterSessionRepository;

/**
 * Sessions that the supervisor keeps.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnClass({ SessionRepository.class, SessionTimeout.class })
@ConditionalOnProperty(name = SharedSessionSettings.STORE, havingValue = "supervisor")
class SupervisorSessionConfiguration {

	@Bean
	SessionStoreAccess clusterSessionStoreAccess(
			@Qualifier(InstanceRun.PACKET_LINK_BEAN) ObjectProvider<PacketLink> link,
			@Qualifier(InstanceRun.SESSION_STORE_BEAN) ObjectProvider<SessionStore> store,
			SharedSessionProperties properties) {
		PacketLink packets = link.getIfAvailable();
		if (packets != null) {
			return new LinkSessionAccess(packets, new SharedSessionSettings(properties).timeout());
		}
		SessionStore local = store.getIfAvailable();
		if (local == null) {
			throw new InvalidClusterPropertyException(SharedSessionSettings.STORE, "supervisor",
					"the running supervisor is of a version that keeps no sessions", "Restart the supervisor.");
		}
		return new LocalSessionAccess(local);
	}

	@Bean
	ClusterSessions clusterSessions(ObjectProvider<SessionTimeout> timeout,
			ObjectProvider<SessionIdGenerator> idGenerator, ApplicationContext context) {
		return new ClusterSessions(new AttributeSerializer(context.getClassLoader()),
				idGenerator.getIfUnique(UuidSessionIdGenerator::getInstance), SessionTimeouts.of(timeout),
				Clock.systemUTC());
	}

	/**
	 * The sessions of a Servlet application.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnWebApplication(type = Type.SERVLET)
	@ConditionalOnMissingBean(SessionRepository.class)
	@Import({ SpringHttpSessionConfiguration.class, SessionUnavailableConfiguration.ServletConfiguration.class })
	static class ServletConfiguration {

		@Bean
		ClusterSessionRepository sessionRepository(SessionStoreAccess store, ClusterSessions sessions) {
			return new ClusterSessionRepository(store, sessions);
		}

	}

	/**
	 * The sessions of a reactive application.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnWebApplication(type = Type.REACTIVE)
	@ConditionalOnMissingBean(ReactiveSessionRepository.class)
	@Import({ SpringWebSessionConfiguration.class, SessionUnavailableConfiguration.ReactiveConfiguration.class })
	static class ReactiveConfiguration {

		@Bean
		ReactiveClusterSessionRepository sessionRepository(SessionStoreAccess store, ClusterSessions sessions) {
			return new ReactiveClusterSessionRepository(store, sessions);
		}

	}

}
