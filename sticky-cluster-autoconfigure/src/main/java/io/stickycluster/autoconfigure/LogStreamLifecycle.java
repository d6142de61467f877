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

import org.springframework.boot.web.server.context.WebServerApplicationContext;

import io.stickycluster.endpoint.ClusterLogs;

/**
 * Ends the streams of logs before any web server shuts down: they have no end of their
 * own, and a graceful shutdown waits for every response that is not complete.
 */
final class LogStreamLifecycle extends PhasedLifecycle {

	private final ClusterLogs logs;

	LogStreamLifecycle(ClusterLogs logs) {
		super(WebServerApplicationContext.GRACEFUL_SHUTDOWN_PHASE + 1024);
		this.logs = logs;
	}

	@Override
	public void stop() {
		super.stop();
		this.logs.close();
	}

}
