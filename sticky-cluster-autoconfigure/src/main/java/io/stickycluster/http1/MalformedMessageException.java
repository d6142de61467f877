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

package io.stickycluster.http1;

import java.io.Serial;

import io.netty.handler.codec.http.HttpResponseStatus;

/**
 * Received bytes are no message, or one that another server could read differently.
 */
public final class MalformedMessageException extends Exception {

	@Serial
	private static final long serialVersionUID = 1L;

	private final transient HttpResponseStatus status;

	MalformedMessageException(HttpResponseStatus status, String detail) {
		// whoever attacks decides how often it is thrown
		super(detail, null, false, false);
		this.status = status;
	}

	MalformedMessageException(String detail) {
		this(HttpResponseStatus.BAD_REQUEST, detail);
	}

	/**
	 * Return what a client is told.
	 * @return the status
	 */
	public HttpResponseStatus status() {
		return this.status;
	}

}
