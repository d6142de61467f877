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

package io.stickycluster.supervisor;

import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import io.stickycluster.launch.Release;
import io.stickycluster.supervisor.ClusterCommand.ClusterAction;
import io.stickycluster.supervisor.ClusterCommand.OnCluster;
import io.stickycluster.supervisor.ClusterCommand.OnOperation;
import io.stickycluster.supervisor.ClusterOperation.Status;
import io.stickycluster.supervisor.OperationPlan.Progress;

/**
 * The operations in progress and the last ones. Operations on the whole cluster are
 * alone; those on different instances may run side by side. Confined to the supervisor's
 * thread.
 */
final class Operations {

	private static final int KEPT = 20;

	private static final Log logger = LogFactory.getLog(ClusterSupervisor.class);

	private final OperationPlanner planner;

	private final Clock clock;

	/**
	 * By id, oldest first.
	 */
	private final Map<Long, Operation> operations = new LinkedHashMap<>();

	/**
	 * Those that bring another release, by id, oldest first.
	 */
	private final NavigableMap<Long, ClusterOperation> deployments = new TreeMap<>();

	private final List<Operation> ended = new ArrayList<>();

	private long lastId;

	Operations(OperationPlanner planner, Clock clock) {
		this.planner = planner;
		this.clock = clock;
	}

	/**
	 * Accept a command.
	 * @param command the command
	 * @return the operation that it becomes
	 * @throws OperationConflictException if an operation in progress is in its way
	 * @throws IllegalCommandException if it makes no sense now
	 */
	ClusterOperation accept(ClusterCommand command) {
		if (command instanceof OnCluster cluster && cluster.what() == ClusterAction.STOP) {
			cancelAll("Overtaken by a stop of the cluster");
		}
		if (command instanceof OnOperation said) {
			return tell(said);
		}
		requireNoConflict(command);
		OperationPlan plan = this.planner.plan(command, this.clock.instant());
		ClusterOperation operation = add(command.action(), command.index(), plan);
		logger
			.info("Operation %d: %s of %s accepted".formatted(this.lastId, command.action(), target(command.index())));
		return operation;
	}

	private ClusterOperation tell(OnOperation command) {
		Operation operation = this.operations.values()
			.stream()
			.filter((candidate) -> !candidate.state.isFinished() && candidate.plan instanceof ReloadPlan)
			.findFirst()
			.orElseThrow(() -> new OperationConflictException(
					"There is no reload in progress to '%s'".formatted(command.action())));
		switch (command.what()) {
			case CONTINUE -> operation.plan.proceed();
			case ABORT -> operation.plan.abort();
		}
		logger.info("Operation %d: %s".formatted(operation.state.id(), command.action()));
		return operation.state;
	}

	/**
	 * Begin an operation that nobody has asked for.
	 * @param action what is done
	 * @param index the instance's index, {@code null} for the whole cluster
	 * @param reason why, for the log
	 * @param plan how
	 */
	void begin(String action, @Nullable Integer index, String reason, OperationPlan plan) {
		add(action, index, plan);
		logger.info("Operation %d: %s of %s, %s".formatted(this.lastId, action, target(index), reason));
	}

	private static String target(@Nullable Integer index) {
		return (index != null) ? "instance " + index : "the cluster";
	}

	/**
	 * Return whether no operation is in progress.
	 * @return whether all have ended
	 */
	boolean isIdle() {
		return this.operations.values().stream().allMatch((operation) -> operation.state.isFinished());
	}

	private ClusterOperation add(String action, @Nullable Integer index, OperationPlan plan) {
		Release release = plan.newRelease();
		Operation operation = new Operation(plan, new ClusterOperation(++this.lastId, action, index, Status.RUNNING,
				this.clock.instant(), null, "accepted", null, (release != null) ? release.describe() : null));
		this.operations.put(operation.state.id(), operation);
		noteDeployment(operation.state);
		forgetOldest();
		return operation.state;
	}

	/**
	 * Bring all operations in progress one step further.
	 * @param members the members
	 */
	void advance(Members members) {
		for (Operation operation : List.copyOf(this.operations.values())) {
			if (!operation.state.isFinished()) {
				update(operation, operation.plan.advance(members, this.clock.instant()));
			}
		}
	}

	void cancelAll(String why) {
		for (Operation operation : this.operations.values()) {
			if (!operation.state.isFinished()) {
				operation.plan.cancel();
				update(operation, new Progress(Status.CANCELLED, operation.state.progress(), why));
			}
		}
	}

	/**
	 * Return the operations in progress and the last ones, newest first.
	 * @return the operations
	 */
	List<ClusterOperation> list() {
		List<ClusterOperation> list = new ArrayList<>();
		this.operations.values().forEach((operation) -> list.add(0, operation.state));
		return List.copyOf(list);
	}

	/**
	 * Return the last operations that bring another release.
	 * @param kept how many at most; older ones are forgotten
	 * @return the operations, newest first
	 */
	List<ClusterOperation> deployments(int kept) {
		while (this.deployments.size() > kept) {
			this.deployments.pollFirstEntry();
		}
		return List.copyOf(this.deployments.descendingMap().values());
	}

	private void noteDeployment(ClusterOperation operation) {
		if (operation.release() != null) {
			this.deployments.put(operation.id(), operation);
		}
	}

	@Nullable CompletableFuture<ClusterOperation> whenFinished(long id) {
		Operation operation = this.operations.get(id);
		return (operation != null) ? operation.finished : null;
	}

	/**
	 * Tell those who wait for operations that have ended.
	 */
	void announceEnded() {
		List<Operation> announced = List.copyOf(this.ended);
		this.ended.clear();
		announced.forEach((operation) -> operation.finished.complete(operation.state));
	}

	private void requireNoConflict(ClusterCommand command) {
		for (Operation operation : this.operations.values()) {
			Integer index = operation.state.index();
			boolean apart = index != null && command.index() != null && !index.equals(command.index());
			if (!operation.state.isFinished() && !apart) {
				throw new OperationConflictException(
						"'%s' has to wait until this has ended: %s".formatted(command.action(), operation.state));
			}
		}
	}

	private void forgetOldest() {
		while (this.operations.size() > KEPT) {
			Operation oldest = this.operations.values()
				.stream()
				.filter((operation) -> operation.state.isFinished())
				.findFirst()
				.orElse(null);
			if (oldest == null) {
				// No more than one is in progress for each index
				return;
			}
			this.operations.remove(oldest.state.id());
		}
	}

	private void update(Operation operation, Progress progress) {
		boolean ended = progress.status() != Status.RUNNING;
		operation.state = operation.state.with(progress, ended ? this.clock.instant() : null);
		noteDeployment(operation.state);
		if (!ended) {
			return;
		}
		String line = "Operation %d: %s, %s".formatted(operation.state.id(), progress.status(), progress.text());
		if (progress.status() == Status.COMPLETED) {
			logger.info(line);
		}
		else {
			logger.warn(line + ". " + progress.failure());
		}
		this.ended.add(operation);
	}

	/**
	 * An operation and its plan.
	 */
	private static final class Operation {

		private final OperationPlan plan;

		private final CompletableFuture<ClusterOperation> finished = new CompletableFuture<>();

		private ClusterOperation state;

		Operation(OperationPlan plan, ClusterOperation state) {
			this.plan = plan;
			this.state = state;
		}

	}

}
