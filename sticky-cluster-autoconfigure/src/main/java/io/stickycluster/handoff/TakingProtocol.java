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

package io.stickycluster.handoff;

import org.apache.coyote.http11.Http11NioProtocol;

/**
 * HTTP/1.1 of Tomcat over connections that it is offered.
 */
final class TakingProtocol extends Http11NioProtocol {

	private final TakingEndpoint endpoint;

	TakingProtocol(TakingEndpoint endpoint) {
		super(endpoint);
		this.endpoint = endpoint;
	}

	ConnectionTaker taker() {
		return this.endpoint;
	}

	@Override
	protected String getNamePrefix() {
		return "handoff-" + super.getNamePrefix();
	}

}
