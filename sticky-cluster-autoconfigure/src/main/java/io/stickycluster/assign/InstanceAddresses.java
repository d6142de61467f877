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

package io.stickycluster.assign;

import java.time.Instant;

/**
 * Where instances are reached by clients.
 *
 * @param host the host
 * @param secure whether they do TLS
 * @param tokens signs assignments
 */
public record InstanceAddresses(String host, boolean secure, AssignmentTokens tokens) {

	/**
	 * Assign somebody to an instance.
	 * @param index the instance's index
	 * @param port the port that it listens on
	 * @return the assignment
	 */
	public Assignment assign(int index, int port) {
		Instant expires = this.tokens.expiry();
		return new Assignment(index, this.host, port, httpUrl(port), wsUrl(port), expires,
				this.tokens.issue(index, expires));
	}

	String httpUrl(int port) {
		return (this.secure ? "https://" : "http://") + authority(port);
	}

	String wsUrl(int port) {
		return (this.secure ? "wss://" : "ws://") + authority(port);
	}

	private String authority(int port) {
		return (this.host.contains(":") ? "[" + this.host + "]" : this.host) + ":" + port;
	}

}
