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

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RetryBudget}.
 */
class RetryBudgetTests {

	private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);

	@Test
	void shareOfRequestsIsAllowed() {
		RetryBudget budget = new RetryBudget(0.2, 0, this.nanos::get);
		requests(budget, 100);
		assertThat(retries(budget, 100)).isEqualTo(20);
		assertThat(budget.granted()).isEqualTo(20);
		assertThat(budget.refused()).isEqualTo(80);
	}

	@Test
	void minimumIsAllowedWithoutRequests() {
		RetryBudget budget = new RetryBudget(0.2, 2, this.nanos::get);
		assertThat(retries(budget, 100)).isEqualTo(20);
	}

	@Test
	void whatReachedNobodyIsGivenBack() {
		RetryBudget budget = new RetryBudget(0.2, 1, this.nanos::get);
		assertThat(retries(budget, 20)).isEqualTo(10);
		budget.giveBack();
		assertThat(budget.tryRetry()).isTrue();
		assertThat(budget.tryRetry()).isFalse();
	}

	@Test
	void noShareAllowsNothing() {
		RetryBudget budget = new RetryBudget(0, 10, this.nanos::get);
		requests(budget, 100);
		assertThat(retries(budget, 10)).isZero();
	}

	@Test
	void requestsCountForTenSeconds() {
		RetryBudget budget = new RetryBudget(0.2, 0, this.nanos::get);
		requests(budget, 100);
		pass(9);
		assertThat(budget.tryRetry()).isTrue();
		pass(1);
		assertThat(budget.tryRetry()).isFalse();
	}

	@Test
	void whatWasTakenComesBackAfterTenSeconds() {
		RetryBudget budget = new RetryBudget(0.1, 1, this.nanos::get);
		assertThat(retries(budget, 20)).isEqualTo(10);
		pass(9);
		assertThat(budget.tryRetry()).isFalse();
		pass(1);
		assertThat(retries(budget, 20)).isEqualTo(10);
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 7, 10, 11, 25, 1000 })
	void quietTimeIsForgotten(int seconds) {
		RetryBudget budget = new RetryBudget(1, 0, this.nanos::get);
		requests(budget, 5);
		pass(seconds);
		requests(budget, 3);
		assertThat(retries(budget, 20)).isEqualTo((seconds < 10) ? 8 : 3);
	}

	@Test
	void inNoTenSecondsMoreThanTheShareIsAllowed() {
		RetryBudget budget = new RetryBudget(0.2, 0, this.nanos::get);
		int[] requests = new int[60];
		int[] retries = new int[60];
		for (int second = 0; second < 60; second++) {
			requests[second] = (second * 37) % 50;
			requests(budget, requests[second]);
			retries[second] = retries(budget, 100);
			int from = Math.max(0, second - 9);
			int requestsInWindow = 0;
			int retriesInWindow = 0;
			for (int i = from; i <= second; i++) {
				requestsInWindow += requests[i];
				retriesInWindow += retries[i];
			}
			assertThat((double) retriesInWindow).as("second %d", second)
				.isLessThanOrEqualTo(0.2 * requestsInWindow + maxDrop(requests, second));
		}
	}

	/**
	 * What left the window may have let more retries through than what is in it does.
	 */
	private static double maxDrop(int[] requests, int second) {
		int dropped = 0;
		for (int i = Math.max(0, second - 18); i < second - 9; i++) {
			dropped += requests[i];
		}
		return 0.2 * dropped;
	}

	private void pass(int seconds) {
		this.nanos.addAndGet(TimeUnit.SECONDS.toNanos(seconds));
	}

	private void requests(RetryBudget budget, int count) {
		for (int i = 0; i < count; i++) {
			budget.request(this.nanos.get());
		}
	}

	private static int retries(RetryBudget budget, int attempts) {
		int granted = 0;
		for (int i = 0; i < attempts; i++) {
			granted += budget.tryRetry() ? 1 : 0;
		}
		return granted;
	}

}
