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

package io.stickycluster.assign;

import java.util.function.Function;

import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

import io.stickycluster.instance.Instance;

/**
 * Answers clients that ask for their instance.
 */
public final class AssignHandler {

	private final Function<ServerRequest, Place> places;

	private final InstanceAddresses addresses;

	/**
	 * Create a handler.
	 * @param places finds the instance of the client of a request; must not block
	 * @param addresses where instances are reached
	 */
	public AssignHandler(Function<ServerRequest, Place> places, InstanceAddresses addresses) {
		this.places = places;
		this.addresses = addresses;
	}

	/**
	 * Answer.
	 * @param request a request of a client
	 * @return 200 with the assignment, 503 when no instance takes it
	 */
	public Mono<ServerResponse> assign(ServerRequest request) {
		Place place = this.places.apply(request);
		Instance instance = place.instance();
		if (instance == null || instance.address() == null) {
			return ServerResponse.status(HttpStatus.SERVICE_UNAVAILABLE)
				.cacheControl(CacheControl.noStore())
				.header(HttpHeaders.RETRY_AFTER, "1")
				.bodyValue(ProblemDetail.forStatusAndDetail(HttpStatus.SERVICE_UNAVAILABLE,
						"No instance takes clients at the moment"));
		}
		return ServerResponse.ok()
			.cacheControl(CacheControl.noStore())
			.headers((headers) -> headers.addAll(place.headers()))
			.bodyValue(this.addresses.assign(instance.index(), instance.address().getPort()));
	}

	/**
	 * Where a client is.
	 *
	 * @param instance its instance, {@code null} when there is none for it
	 * @param headers what its answer has so that it is recognised again
	 */
	public record Place(@Nullable Instance instance, HttpHeaders headers) {

	}

}
