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

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import io.stickycluster.instance.ClusterSnapshot;
import io.stickycluster.instance.GenerationTraffic;
import io.stickycluster.instance.Instance;
import io.stickycluster.instance.InstanceTraffic;
import io.stickycluster.instance.TrafficCounts;
import io.stickycluster.supervisor.ClusterCommand;
import io.stickycluster.supervisor.ClusterOperation;
import io.stickycluster.supervisor.ClusterSupervisor;
import io.stickycluster.supervisor.DeployRequest;
import io.stickycluster.supervisor.Deployments;

/**
 * {@link Endpoint @Endpoint} that shows and manages the cluster. All parameters are
 * strings, so that a wrong one is answered with what is allowed.
 */
@Endpoint(id = "cluster")
public class ClusterEndpoint {

	private final ClusterSupervisor supervisor;

	private final Deployments deployments;

	private final InstanceTraffic traffic;

	private final String mode;

	private final Duration waitTimeout;

	/**
	 * Create an endpoint.
	 * @param supervisor the supervisor
	 * @param deployments brings other releases
	 * @param traffic the data plane
	 * @param mode how instances are isolated from each other, as shown
	 * @param waitTimeout how long a caller that wants to wait for the outcome of an
	 * operation is made to wait at most
	 */
	public ClusterEndpoint(ClusterSupervisor supervisor, Deployments deployments, InstanceTraffic traffic, String mode,
			Duration waitTimeout) {
		this.supervisor = supervisor;
		this.deployments = deployments;
		this.traffic = traffic;
		this.mode = mode;
		this.waitTimeout = waitTimeout;
	}

	/**
	 * Show the cluster.
	 * @return its description
	 */
	@ReadOperation
	public ClusterDescriptor cluster() {
		ClusterSnapshot snapshot = this.supervisor.get();
		List<InstanceDescriptor> instances = snapshot.instances().stream().map(this::describe).toList();
		return new ClusterDescriptor(snapshot.wanted(), snapshot.ready(), this.mode, instances,
				describeAside(snapshot.arriving()), describeAside(snapshot.leaving()),
				describe(this.supervisor.operations()), describe(this.supervisor.deployments()));
	}

	/**
	 * Show one instance.
	 * @param index its index
	 * @return its description, {@code null} when there is none
	 */
	@ReadOperation
	public @Nullable InstanceDescriptor instance(@Selector String index) {
		Instance instance = find(index);
		return (instance != null) ? describe(instance) : null;
	}

	/**
	 * Do something with the whole cluster.
	 * @param action {@code scale}, {@code reload}, {@code rollback}, {@code restart},
	 * {@code stop} or {@code hand-over}, or what is said to a reload in progress:
	 * {@code continue} or {@code abort}
	 * @param instances how many instances are wanted, or a difference such as {@code +2}
	 * or {@code -1}; with {@code scale} only
	 * @param wait whether the outcome is waited for, {@code null} means {@code false}
	 * @param artifact the name of the artifact to deploy; with {@code reload} only
	 * @param env environment variables to change, a JSON object; with {@code reload} only
	 * @param properties properties to change, a JSON object; with {@code reload} only
	 * @return the operation
	 */
	@WriteOperation
	public Mono<OperationDescriptor> manage(@Nullable String action, @Nullable String instances, @Nullable String wait,
			@Nullable String artifact, @Nullable String env, @Nullable String properties) {
		return Mono.defer(() -> {
			ClusterCommand command = CommandParser.clusterCommand(action, instances);
			DeployRequest request = CommandParser.deployRequest(command, artifact, env, properties);
			boolean waits = CommandParser.wait(wait);
			return await(request(command, request), waits);
		});
	}

	private CompletionStage<ClusterOperation> request(ClusterCommand command, @Nullable DeployRequest request) {
		if (request != null) {
			return this.deployments.reload(request);
		}
		return CommandParser.isRollback(command) ? this.deployments.rollback() : this.supervisor.request(command);
	}

	/**
	 * Do something with one instance.
	 * @param index its index
	 * @param action {@code reload}, {@code restart}, {@code stop}, {@code start},
	 * {@code drain} or {@code undrain}
	 * @param wait whether the outcome is waited for, {@code null} means {@code false}
	 * @return the operation
	 */
	@WriteOperation
	public Mono<OperationDescriptor> manageInstance(@Selector String index, @Nullable String action,
			@Nullable String wait) {
		return Mono.defer(() -> {
			Instance instance = require(index);
			ClusterCommand command = CommandParser.instanceCommand(instance.index(), action);
			boolean waits = CommandParser.wait(wait);
			return await(this.supervisor.request(command), waits);
		});
	}

	Instance require(String index) {
		Instance instance = find(index);
		if (instance == null) {
			throw unknown(index);
		}
		return instance;
	}

	UnknownInstanceException unknown(String index) {
		List<String> known = this.supervisor.get()
			.instances()
			.stream()
			.map((instance) -> Integer.toString(instance.index()))
			.toList();
		return new UnknownInstanceException(index, known);
	}

	private Mono<OperationDescriptor> await(CompletionStage<ClusterOperation> accepted, boolean wait) {
		Mono<ClusterOperation> operation = Mono.fromFuture(accepted.toCompletableFuture(), true);
		if (wait) {
			operation = operation.flatMap(this::awaitEnd);
		}
		// The supervisor's thread has better things to do than to write responses
		return operation.map(OperationDescriptor::of).publishOn(Schedulers.parallel());
	}

	private Mono<ClusterOperation> awaitEnd(ClusterOperation operation) {
		// Who stops waiting does not mean to cancel anything
		return Mono.fromFuture(() -> this.supervisor.whenFinished(operation.id()).toCompletableFuture(), true)
			.timeout(this.waitTimeout, Mono.fromSupplier(() -> latest(operation)));
	}

	private ClusterOperation latest(ClusterOperation operation) {
		return this.supervisor.operations()
			.stream()
			.filter((candidate) -> candidate.id() == operation.id())
			.findFirst()
			.orElse(operation);
	}

	private static List<OperationDescriptor> describe(List<ClusterOperation> operations) {
		return operations.stream().map(OperationDescriptor::of).toList();
	}

	private @Nullable Instance find(String index) {
		return this.supervisor.get()
			.instances()
			.stream()
			.filter((instance) -> Integer.toString(instance.index()).equals(index))
			.findFirst()
			.orElse(null);
	}

	private InstanceDescriptor describe(Instance instance) {
		return describe(instance, this.traffic.counts(instance.index()));
	}

	private List<InstanceDescriptor> describeAside(List<Instance> instances) {
		return instances.stream().map((instance) -> {
			GenerationTraffic own = this.traffic.traffic(instance.index(), instance.generation());
			return describe(instance,
					new TrafficCounts(0, own.activeRequests(), own.openStreams(), 0, own.requests(), 0, false));
		}).toList();
	}

	private InstanceDescriptor describe(Instance instance, TrafficCounts counts) {
		return InstanceDescriptor.of(instance, counts,
				this.supervisor.vitals(instance.index(), instance.generation()).orElse(null));
	}

}
