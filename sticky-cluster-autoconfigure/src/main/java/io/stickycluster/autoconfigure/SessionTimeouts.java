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

import java.time.Duration;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.session.autoconfigure.SessionTimeout;
import org.springframework.session.MapSession;

/**
 * For how long a session may be unused.
 */
final class SessionTimeouts {

	private SessionTimeouts() {
	}

	/**
	 * Return what is configured for the application, wherever its sessions live.
	 * @param configured what Spring Boot knows
	 * @return the time, negative for ever
	 */
	static Duration of(ObjectProvider<SessionTimeout> configured) {
		SessionTimeout timeout = configured.getIfUnique();
		Duration duration = (timeout != null) ? timeout.getTimeout() : null;
		return (duration != null) ? duration : MapSession.DEFAULT_MAX_INACTIVE_INTERVAL;
	}

}
