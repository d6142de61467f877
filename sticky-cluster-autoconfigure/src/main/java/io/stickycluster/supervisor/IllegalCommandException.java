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

package io.stickycluster.supervisor;

import java.util.List;

/**
 * Thrown when a command makes no sense for the cluster as it is. The message says what is
 * allowed.
 */
public final class IllegalCommandException extends RuntimeException {

	private final List<String> allowed;

	IllegalCommandException(String message, List<String> allowed) {
		super(message);
		this.allowed = List.copyOf(allowed);
	}

	/**
	 * Return what would have made sense instead.
	 * @return what is allowed, empty when that is not a list
	 */
	public List<String> allowed() {
		return this.allowed;
	}

}
