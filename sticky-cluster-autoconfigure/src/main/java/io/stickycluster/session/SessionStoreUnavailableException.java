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

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.web.server.ResponseStatusException;

/**
 * Exception thrown when what keeps the sessions does not answer. Clients get status 503,
 * and are asked to come again soon.
 */
public final class SessionStoreUnavailableException extends ResponseStatusException {

	private static final String RETRY_AFTER_SECONDS = "1";

	/**
	 * Create an exception.
	 * @param reason why there was no answer
	 */
	public SessionStoreUnavailableException(String reason) {
		this(reason, null);
	}

	/**
	 * Create an exception.
	 * @param reason why there was no answer
	 * @param cause what has failed, {@code null} if nothing has
	 */
	public SessionStoreUnavailableException(String reason, @Nullable Throwable cause) {
		super(HttpStatus.SERVICE_UNAVAILABLE, reason, cause);
	}

	@Override
	public HttpHeaders getHeaders() {
		HttpHeaders headers = new HttpHeaders();
		headers.set(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS);
		return headers;
	}

}
