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

package io.stickycluster.endpoint;

import java.util.List;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.annotation.EndpointWebExtension;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import reactor.core.publisher.Mono;

import io.stickycluster.external.ProxyConfigurations;
import io.stickycluster.supervisor.IllegalCommandException;
import io.stickycluster.supervisor.OperationConflictException;

/**
 * {@link EndpointWebExtension @EndpointWebExtension} that gives the answers of
 * {@link ClusterEndpoint} their HTTP status.
 */
@EndpointWebExtension(endpoint = ClusterEndpoint.class)
public class ClusterEndpointWebExtension {

	private static final String LOGS = "logs";

	private static final String FAILURE = "failure";

	/**
	 * Stands where an index does.
	 */
	private static final String CONFIG = "config";

	private final ClusterEndpoint endpoint;

	private final ClusterLogs logs;

	private final ProxyConfigurations proxies;

	/**
	 * Create an extension.
	 * @param endpoint the endpoint
	 * @param logs the logs of the instances
	 * @param proxies the configurations of proxies in front
	 */
	public ClusterEndpointWebExtension(ClusterEndpoint endpoint, ClusterLogs logs, ProxyConfigurations proxies) {
		this.endpoint = endpoint;
		this.logs = logs;
		this.proxies = proxies;
	}

	/**
	 * Show one instance.
	 * @param index its index
	 * @return 200 with its description, or 404
	 */
	@ReadOperation
	public WebEndpointResponse<Object> instance(@Selector String index) {
		InstanceDescriptor instance = this.endpoint.instance(index);
		return (instance != null) ? new WebEndpointResponse<>(instance) : problem(this.endpoint.unknown(index));
	}

	/**
	 * Show what one instance wrote, or all of its last failure, or the configuration of a
	 * proxy in front.
	 * @param index the instance's index, or {@code config}
	 * @param view {@code logs} or {@code failure}, or the name of the proxy
	 * @param lines how many of the last lines, {@code null} means 100
	 * @param accepted as an answer that ends, or as a stream that does not
	 * @return 200 with the lines or the failure, 400, 404, or 503 when there are no logs
	 * or too many streams
	 */
	@ReadOperation(producesFrom = LogFormat.class)
	public Mono<WebEndpointResponse<Object>> view(@Selector String index, @Selector String view, @Nullable String lines,
			LogFormat accepted) {
		return Mono.fromSupplier(() -> {
			if (index.equals(CONFIG)) {
				return proxyConfiguration(view);
			}
			LogFormat format = (accepted != LogFormat.TEXT) ? accepted : LogFormat.JSON;
			if (view.equals(FAILURE)) {
				return new WebEndpointResponse<Object>(FailureDescriptor.of(this.endpoint.require(index)), format);
			}
			if (!view.equals(LOGS)) {
				return problem(HttpStatus.NOT_FOUND, "An instance has no '" + view + "'", List.of(LOGS, FAILURE));
			}
			Object body = (format == LogFormat.EVENT_STREAM) ? this.logs.stream(index, lines)
					: this.logs.tail(index, lines);
			return new WebEndpointResponse<>(body, format);
		}).onErrorResume(RuntimeException.class, ClusterEndpointWebExtension::explain);
	}

	private WebEndpointResponse<Object> proxyConfiguration(String proxy) {
		String text = this.proxies.print(proxy);
		return (text != null) ? new WebEndpointResponse<>(text, LogFormat.TEXT)
				: problem(HttpStatus.NOT_FOUND, "No configuration is known for '" + proxy + "'", this.proxies.names());
	}

	/**
	 * Do something with the whole cluster.
	 * @param action see {@link ClusterEndpoint#manage}
	 * @param instances see {@link ClusterEndpoint#manage}
	 * @param wait see {@link ClusterEndpoint#manage}
	 * @param artifact see {@link ClusterEndpoint#manage}
	 * @param env see {@link ClusterEndpoint#manage}
	 * @param properties see {@link ClusterEndpoint#manage}
	 * @return 202 with the operation, 200 with its outcome, 400 or 409
	 */
	@WriteOperation
	public Mono<WebEndpointResponse<Object>> manage(@Nullable String action, @Nullable String instances,
			@Nullable String wait, @Nullable String artifact, @Nullable String env, @Nullable String properties) {
		return respond(this.endpoint.manage(action, instances, wait, artifact, env, properties), wait);
	}

	/**
	 * Do something with one instance.
	 * @param index its index
	 * @param action see {@link ClusterEndpoint#manageInstance}
	 * @param wait see {@link ClusterEndpoint#manageInstance}
	 * @return 202 with the operation, 200 with its outcome, 400, 404 or 409
	 */
	@WriteOperation
	public Mono<WebEndpointResponse<Object>> manageInstance(@Selector String index, @Nullable String action,
			@Nullable String wait) {
		return respond(this.endpoint.manageInstance(index, action, wait), wait);
	}

	private Mono<WebEndpointResponse<Object>> respond(Mono<OperationDescriptor> operation, @Nullable String wait) {
		return operation.map((descriptor) -> {
			boolean outcome = "true".equals(wait) && descriptor.endedAt() != null;
			HttpStatus status = outcome ? HttpStatus.OK : HttpStatus.ACCEPTED;
			return new WebEndpointResponse<Object>(descriptor, status.value());
		}).onErrorResume(RuntimeException.class, ClusterEndpointWebExtension::explain);
	}

	private static Mono<WebEndpointResponse<Object>> explain(RuntimeException ex) {
		if (ex instanceof InvalidClusterRequestException invalid) {
			return Mono.just(problem(HttpStatus.BAD_REQUEST, message(ex), invalid.allowed()));
		}
		if (ex instanceof IllegalCommandException illegal) {
			return Mono.just(problem(HttpStatus.BAD_REQUEST, message(ex), illegal.allowed()));
		}
		if (ex instanceof UnknownInstanceException unknown) {
			return Mono.just(problem(unknown));
		}
		if (ex instanceof OperationConflictException) {
			return Mono.just(problem(HttpStatus.CONFLICT, message(ex), List.of()));
		}
		if (ex instanceof ProxyConfigurations.NoPortsException) {
			return Mono.just(problem(HttpStatus.SERVICE_UNAVAILABLE, message(ex), List.of()));
		}
		if (ex instanceof UnavailableException unavailable) {
			return Mono.just(problem(unavailable.status(), message(ex), List.of()));
		}
		return Mono.error(ex);
	}

	private static String message(Exception ex) {
		return String.valueOf(ex.getMessage());
	}

	private static WebEndpointResponse<Object> problem(UnknownInstanceException ex) {
		return problem(HttpStatus.NOT_FOUND, message(ex), ex.known());
	}

	private static WebEndpointResponse<Object> problem(HttpStatus status, String detail, List<String> allowed) {
		ProblemDescriptor problem = new ProblemDescriptor(status.getReasonPhrase(), status.value(), detail, allowed);
		return new WebEndpointResponse<>(problem, status.value(), MediaType.APPLICATION_PROBLEM_JSON);
	}

}
