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

import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.support.PersistenceExceptionTranslator;
import org.springframework.data.redis.RedisConnectionFailureException;
import reactor.core.publisher.Mono;

import io.stickycluster.session.SessionStoreUnavailableException;

/**
 * Failures of Redis, as clients are to see them. The log has one line when they begin,
 * and one when they end.
 */
final class RedisFailures {

	private static final Log logger = LogFactory.getLog(RedisFailures.class);

	private final PersistenceExceptionTranslator translator;

	private final AtomicBoolean failing = new AtomicBoolean();

	/**
	 * Create failures.
	 * @param translator knows which exceptions are those of Redis
	 */
	RedisFailures(PersistenceExceptionTranslator translator) {
		this.translator = translator;
	}

	/**
	 * Ask Redis for something.
	 * @param <T> what is asked for
	 * @param task asks
	 * @return the answer
	 * @throws SessionStoreUnavailableException if Redis fails
	 */
	<T> @Nullable T call(Supplier<@Nullable T> task) {
		try {
			T result = task.get();
			worked();
			return result;
		}
		catch (RuntimeException ex) {
			throw asClientsSee(ex);
		}
	}

	/**
	 * Have Redis do something.
	 * @param task asks for it
	 * @throws SessionStoreUnavailableException if Redis fails
	 */
	void run(Runnable task) {
		call(() -> {
			task.run();
			return null;
		});
	}

	/**
	 * Ask Redis for something without waiting for it.
	 * @param <T> what is asked for
	 * @param task asks
	 * @return the answer, or a {@link SessionStoreUnavailableException} if Redis fails
	 */
	<T> Mono<T> watch(Mono<T> task) {
		return task.doOnSuccess((result) -> worked())
			// A connection that breaks in the middle of an answer
			.onErrorMap(IOException.class, (ex) -> new RedisConnectionFailureException("The connection broke", ex))
			.onErrorMap(RuntimeException.class, this::asClientsSee);
	}

	private void worked() {
		if (this.failing.get() && this.failing.compareAndSet(true, false)) {
			logger.info("Sessions are available again");
		}
	}

	private RuntimeException asClientsSee(RuntimeException ex) {
		// The reactive client's own are not translated before
		DataAccessException failure = this.translator.translateExceptionIfPossible(ex);
		if (failure == null) {
			return ex;
		}
		if (this.failing.compareAndSet(false, true)) {
			logger.warn("Sessions are not available because Redis fails: "
					+ NestedExceptionUtils.getMostSpecificCause(failure));
		}
		return new SessionStoreUnavailableException("Sessions are not available: Redis fails", failure);
	}

}
