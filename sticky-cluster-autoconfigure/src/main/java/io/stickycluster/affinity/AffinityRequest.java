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

import java.net.InetAddress;

import org.jspecify.annotations.Nullable;

/**
 * What an {@link AffinityKeyResolver} can know of a request. Valid only during the call.
 */
public interface AffinityRequest {

	/**
	 * Return the method, e.g. {@code GET}.
	 * @return the method as the client sent it
	 */
	String method();

	/**
	 * Return the path, without the query.
	 * @return the path as the client sent it: not decoded, not normalized
	 */
	String path();

	/**
	 * Return a parameter of the query.
	 * @param name the decoded name
	 * @return the first value, decoded, {@code null} when there is none
	 */
	@Nullable String queryParameter(String name);

	/**
	 * Return a header.
	 * @param name the name in any case
	 * @return the first value, {@code null} when there is none
	 */
	@Nullable String header(String name);

	/**
	 * Return a cookie of the application.
	 * @param name the name
	 * @return the first value as the client sent it, {@code null} when there is none
	 */
	@Nullable String cookie(String name);

	/**
	 * Return the address of the client, as trusted proxies tell it.
	 * @return the address
	 */
	InetAddress clientAddress();

}
