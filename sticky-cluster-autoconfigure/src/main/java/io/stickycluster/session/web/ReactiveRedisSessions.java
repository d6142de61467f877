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

import org.springframework.dao.support.PersistenceExceptionTranslator;
import org.springframework.session.ReactiveSessionRepository;
import org.springframework.session.Session;
import reactor.core.publisher.Mono;

/**
 * {@link ReactiveSessionRepository} in Redis that says so when Redis fails.
 *
 * @param <S> its kind of session
 */
public final class ReactiveRedisSessions<S extends Session> implements ReactiveSessionRepository<S> {

	private final ReactiveSessionRepository<S> repository;

	private final RedisFailures failures;

	/**
	 * Create a repository.
	 * @param repository does the work
	 * @param translator knows which exceptions are those of Redis
	 */
	public ReactiveRedisSessions(ReactiveSessionRepository<S> repository, PersistenceExceptionTranslator translator) {
		this.repository = repository;
		this.failures = new RedisFailures(translator);
	}

	@Override
	public Mono<S> createSession() {
		return this.repository.createSession();
	}

	@Override
	public Mono<Void> save(S session) {
		return this.failures.watch(this.repository.save(session));
	}

	@Override
	public Mono<S> findById(String id) {
		return this.failures.watch(this.repository.findById(id));
	}

	@Override
	public Mono<Void> deleteById(String id) {
		return this.failures.watch(this.repository.deleteById(id));
	}

}
