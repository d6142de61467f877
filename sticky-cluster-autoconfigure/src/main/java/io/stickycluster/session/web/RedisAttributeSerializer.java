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
package io.stickycluster.session.web;

import org.jspecify.annotations.Nullable;
import org.springframework.data.redis.serializer.RedisSerializer;

/**
 * {@link RedisSerializer} by which sessions in Redis treat attributes like those that the
 * supervisor keeps: what cannot be read counts as missing.
 */
public final class RedisAttributeSerializer implements RedisSerializer<Object> {

	private static final String NAME = "(in Redis)";

	private final AttributeSerializer serializer;

	/**
	 * Create a serializer.
	 * @param serializer does the work
	 */
	public RedisAttributeSerializer(AttributeSerializer serializer) {
		this.serializer = serializer;
	}

	@Override
	public byte[] serialize(@Nullable Object value) {
		// Nothing stands for an attribute that was removed
		return (value != null) ? this.serializer.serialize(NAME, value) : new byte[0];
	}

	@Override
	public @Nullable Object deserialize(byte @Nullable [] bytes) {
		return (bytes != null && bytes.length > 0) ? this.serializer.deserialize(NAME, bytes) : null;
	}

}
