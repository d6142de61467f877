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

/**
 * Exception thrown when a property of the cluster has a value that it cannot have.
 */
class InvalidClusterPropertyException extends RuntimeException {

	private final String property;

	private final String value;

	private final String reason;

	private final String action;

	/**
	 * Create an exception.
	 * @param property the property's name
	 * @param value the value that it has
	 * @param reason why it cannot be, as a clause
	 * @param action what to do, in an imperative sentence
	 */
	InvalidClusterPropertyException(String property, String value, String reason, String action) {
		super("Property '" + property + "' has the value '" + value + "', but " + reason);
		this.property = property;
		this.value = value;
		this.reason = reason;
		this.action = action;
	}

	/**
	 * Throw an exception unless a property has a value that it can have.
	 * @param valid whether it has
	 * @param property the property's name
	 * @param value the value that it has
	 * @param reason why it cannot be, as a clause
	 * @param action what to do, in an imperative sentence
	 */
	static void throwUnless(boolean valid, String property, Object value, String reason, String action) {
		if (!valid) {
			throw new InvalidClusterPropertyException(property, value.toString(), reason, action);
		}
	}

	String getProperty() {
		return this.property;
	}

	String getValue() {
		return this.value;
	}

	String getReason() {
		return this.reason;
	}

	String getAction() {
		return this.action;
	}

}
