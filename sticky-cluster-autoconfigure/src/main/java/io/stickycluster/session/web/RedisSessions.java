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
import org.springframework.dao.support.PersistenceExceptionTranslator;
import org.springframework.session.Session;
import org.springframework.session.SessionRepository;

/**
 * {@link SessionRepository} in Redis that says so when Redis fails.
 *
 * @param <S> its kind of session
 */
public final class RedisSessions<S extends Session> implements SessionRepository<S> {

	private final SessionRepository<S> repository;

	private final RedisFailures failures;

	/**
	 * Create a repository.
	 * @param repository does the work
	 * @param translator knows which exceptions are those of Redis
	 */
	public RedisSessions(SessionRepository<S> repository, PersistenceExceptionTranslator translator) {
		this.repository = repository;
		this.failures = new RedisFailures(translator);
	}

	@Override
	public S createSession() {
		return this.repository.createSession();
	}

	@Override
	public void save(S session) {
		this.failures.run(() -> this.repository.save(session));
	}

	@Override
	public @Nullable S findById(String id) {
		return this.failures.call(() -> this.repository.findById(id));
	}

	@Override
	public void deleteById(String id) {
		this.failures.run(() -> this.repository.deleteById(id));
	}

}
