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

import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

import org.springframework.session.ReactiveSessionRepository;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import io.stickycluster.session.SessionChange;
import io.stickycluster.session.SessionStoreAccess;

/**
 * {@link ReactiveSessionRepository} of a reactive application whose sessions the
 * supervisor keeps. Does not block.
 */
public final class ReactiveClusterSessionRepository implements ReactiveSessionRepository<ClusterSession> {

	private final SessionStoreAccess store;

	private final ClusterSessions sessions;

	/**
	 * Create a repository.
	 * @param store the supervisor's store
	 * @param sessions makes sessions
	 */
	public ReactiveClusterSessionRepository(SessionStoreAccess store, ClusterSessions sessions) {
		this.store = store;
		this.sessions = sessions;
	}

	@Override
	public Mono<ClusterSession> createSession() {
		// Where ids come from may block
		return Mono.fromSupplier(this.sessions::create)
			.subscribeOn(Schedulers.boundedElastic())
			.publishOn(Schedulers.parallel());
	}

	@Override
	public Mono<ClusterSession> findById(String id) {
		return this.sessions.canBe(id)
				? answer(() -> this.store.find(id)).flatMap(Mono::justOrEmpty).map(this.sessions::of) : Mono.empty();
	}

	@Override
	public Mono<Void> save(ClusterSession session) {
		return Mono.defer(() -> {
			SessionChange change = session.takeChange();
			return (change != null) ? answer(() -> this.store.save(change))
				.doOnNext((result) -> this.sessions.saved(session, change, result))
				.then() : Mono.empty();
		});
	}

	@Override
	public Mono<Void> deleteById(String id) {
		return answer(() -> this.store.delete(id));
	}

	private static <T> Mono<T> answer(Supplier<CompletableFuture<T>> request) {
		return Mono.defer(() -> {
			CompletableFuture<T> answer = request.get();
			Mono<T> result = Mono.fromFuture(answer);
			// Who brings an answer must not be held up by what is done with it
			return answer.isDone() ? result : result.publishOn(Schedulers.parallel());
		});
	}

}
