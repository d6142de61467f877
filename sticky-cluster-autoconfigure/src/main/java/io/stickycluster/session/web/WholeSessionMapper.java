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

import java.util.Map;
import java.util.function.BiFunction;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.springframework.session.MapSession;
import org.springframework.session.data.redis.RedisSessionMapper;

/**
 * Reads sessions of Redis, and takes those for missing of which only a part is there: a
 * request that ended after its session did has left it.
 */
public final class WholeSessionMapper implements BiFunction<String, Map<String, Object>, @Nullable MapSession> {

	private static final Log logger = LogFactory.getLog(WholeSessionMapper.class);

	private final RedisSessionMapper mapper = new RedisSessionMapper();

	@Override
	public @Nullable MapSession apply(String id, Map<String, Object> content) {
		try {
			return this.mapper.apply(id, content);
		}
		catch (IllegalStateException ex) {
			logger.debug("The rest of a session was found", ex);
			return null;
		}
	}

}
