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
package io.stickycluster.gateway;

import org.jspecify.annotations.Nullable;

/**
 * What can be set about the headers that the gateway adds.
 *
 * @param instance whether responses tell the index of the instance
 * @param via the gateway's name in {@code Via} (RFC 9110, section 7.6.3), {@code null}
 * for no such header
 */
public record HeaderSettings(boolean instance, @Nullable String via) {

	/**
	 * The index of the instance, no {@code Via}.
	 */
	public static final HeaderSettings DEFAULT = new HeaderSettings(true, null);

}
