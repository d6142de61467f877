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

package io.stickycluster.launch;

import org.jspecify.annotations.Nullable;

/**
 * How an instance is, as its own answer tells.
 *
 * @param problem what is wrong, {@code null} when it is well
 */
public record Health(@Nullable String problem) {

	/**
	 * It is well.
	 */
	public static final Health GOOD = new Health(null);

	/**
	 * Return whether nothing is wrong.
	 * @return whether it is well
	 */
	public boolean isGood() {
		return this.problem == null;
	}

}
