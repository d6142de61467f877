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

import java.util.Locale;
import java.util.concurrent.atomic.LongAdder;

import io.netty.handler.codec.http.HttpResponseStatus;

/**
 * Counts the clients that were refused because of what they sent, or how slowly.
 * Thread-safe.
 */
public final class Refusals {

	private final LongAdder[] counts = new LongAdder[Reason.values().length];

	Refusals() {
		for (int i = 0; i < this.counts.length; i++) {
			this.counts[i] = new LongAdder();
		}
	}

	void count(Reason reason) {
		this.counts[reason.ordinal()].increment();
	}

	/**
	 * Return how many there were.
	 * @param reason why they were refused
	 * @return the number so far
	 */
	public long of(Reason reason) {
		return this.counts[reason.ordinal()].sum();
	}

	/**
	 * Why a client was refused.
	 */
	public enum Reason {

		/**
		 * The head of a request took too long.
		 */
		HEAD_TIMEOUT,

		/**
		 * The body of a request came too slowly.
		 */
		BODY_TIMEOUT,

		/**
		 * Nothing of a response was taken for too long.
		 */
		SEND_TIMEOUT,

		/**
		 * The request line or the header was too long.
		 */
		HEAD_TOO_LARGE,

		/**
		 * The request was malformed.
		 */
		MALFORMED;

		/**
		 * Return the reason as a tag's value.
		 * @return the name in lower case, with dashes
		 */
		public String tag() {
			return name().toLowerCase(Locale.ROOT).replace('_', '-');
		}

		static Reason of(Problem problem) {
			int code = problem.status().code();
			if (code == HttpResponseStatus.REQUEST_TIMEOUT.code()) {
				return HEAD_TIMEOUT;
			}
			boolean large = code == HttpResponseStatus.REQUEST_URI_TOO_LONG.code()
					|| code == HttpResponseStatus.REQUEST_HEADER_FIELDS_TOO_LARGE.code();
			return large ? HEAD_TOO_LARGE : MALFORMED;
		}

	}

}
