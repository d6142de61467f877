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

package io.stickycluster.systemd;

/**
 * Exception thrown when a listener that the service manager has passed cannot be used.
 */
public final class ListenerException extends RuntimeException {

	private final String variable;

	private final String action;

	/**
	 * Create an exception.
	 * @param variable the name of the environment variable that the listener stands in
	 * @param reason why it cannot be used, as a clause
	 * @param action what to do, in an imperative sentence
	 */
	ListenerException(String variable, String reason, String action) {
		super(reason);
		this.variable = variable;
		this.action = action;
	}

	/**
	 * Return where the listener stands.
	 * @return the name of the environment variable
	 */
	public String variable() {
		return this.variable;
	}

	/**
	 * Return what to do about it.
	 * @return an imperative sentence
	 */
	public String action() {
		return this.action;
	}

}
