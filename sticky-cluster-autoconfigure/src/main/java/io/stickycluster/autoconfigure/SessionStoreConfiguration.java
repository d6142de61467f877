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

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import io.stickycluster.session.SessionStore;
import io.stickycluster.session.SessionStoreHandler;
import io.stickycluster.session.SessionStoreMetrics;

/**
 * The store of sessions in the supervisor. It is there in any case and costs nothing
 * while it is empty: the instances say whether they use it.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(SharedSessionProperties.class)
class SessionStoreConfiguration {

	@Bean
	SharedSessionSettings clusterSharedSessionSettings(SharedSessionProperties properties) {
		return new SharedSessionSettings(properties);
	}

	@Bean
	SessionStore clusterSessionStore(SharedSessionSettings settings) {
		return new SessionStore(settings.limits(), Clock.systemUTC());
	}

	@Bean
	SessionStoreHandler clusterSessionStoreHandler(SessionStore store) {
		return new SessionStoreHandler(store);
	}

	@Bean
	SessionStoreMetrics clusterSessionStoreMetrics(SessionStore store) {
		return new SessionStoreMetrics(store);
	}

}
