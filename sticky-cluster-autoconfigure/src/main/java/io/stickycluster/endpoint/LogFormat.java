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

package io.stickycluster.endpoint;

import org.springframework.boot.actuate.endpoint.Producible;
import org.springframework.util.MimeType;
import org.springframework.util.MimeTypeUtils;

/**
 * {@link Producible} formats of an instance's log. Of those that a client accepts the
 * last one here is taken.
 */
public enum LogFormat implements Producible<LogFormat> {

	/**
	 * The last lines as JSON.
	 */
	JSON(MimeTypeUtils.APPLICATION_JSON),

	/**
	 * The last lines as JSON, for clients that ask for it by the name that actuator gives
	 * it.
	 */
	ACTUATOR_JSON(MimeType.valueOf("application/vnd.spring-boot.actuator.v3+json")),

	/**
	 * The last lines and all that follow, as server-sent events.
	 */
	EVENT_STREAM(MimeType.valueOf("text/event-stream")),

	/**
	 * Text that is not for programs.
	 */
	TEXT(MimeTypeUtils.TEXT_PLAIN);

	private final MimeType mimeType;

	LogFormat(MimeType mimeType) {
		this.mimeType = mimeType;
	}

	@Override
	public MimeType getProducedMimeType() {
		return this.mimeType;
	}

	@Override
	public boolean isDefault() {
		return this == JSON;
	}

}
