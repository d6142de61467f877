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

package io.stickycluster.affinity;

import org.jspecify.annotations.Nullable;

import io.stickycluster.instance.Instance;

/**
 * The instance of a client for one request or stream. While it is held the client does
 * not expire.
 */
public final class Assignment {

	private final Instance instance;

	private final @Nullable AffinityEntry entry;

	private final AffinityTable table;

	Assignment(Instance instance, @Nullable AffinityEntry entry, AffinityTable table) {
		this.instance = instance;
		this.entry = entry;
		this.table = table;
	}

	/**
	 * Return the instance that the client belongs to.
	 * @return the instance
	 */
	public Instance instance() {
		return this.instance;
	}

	/**
	 * Say that the request or stream has ended. To be called exactly once.
	 */
	public void release() {
		if (this.entry != null) {
			this.entry.end(this.table.now());
		}
	}

}
