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

package io.stickycluster.affinity;

import org.jspecify.annotations.Nullable;

/**
 * Says what the client of a request is recognised by: requests with the same key go to
 * the same instance. A bean of this type is asked when
 * {@code sticky.cluster.affinity.keys} names it as {@code bean:<name of the bean>}.
 * <p>
 * It is called on an event loop for each request, by several threads at once:
 * implementations are thread-safe and never block. An exception counts as no answer.
 */
@FunctionalInterface
public interface AffinityKeyResolver {

	/**
	 * Return the key of a request's client.
	 * @param request the request
	 * @return the key, {@code null} or empty when the request has none and the next one
	 * in the list is to be asked
	 */
	@Nullable String resolveKey(AffinityRequest request);

	/**
	 * Return a resolver that takes the value of a header.
	 * @param name the header's name
	 * @return the resolver
	 */
	static AffinityKeyResolver header(String name) {
		return (request) -> request.header(name);
	}

	/**
	 * Return a resolver that takes the value of a parameter of the query.
	 * @param name the parameter's name
	 * @return the resolver
	 */
	static AffinityKeyResolver query(String name) {
		return (request) -> request.queryParameter(name);
	}

	/**
	 * Return a resolver that takes the session of a SockJS transport:
	 * {@code /<prefix>/<server>/<session>/<transport>}.
	 * @return the resolver
	 */
	static AffinityKeyResolver sockJsSession() {
		return new SockJsSessionResolver();
	}

}
