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

package io.stickycluster.launch;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.stickycluster.instance.ClusterIdentity;
import io.stickycluster.instance.InstanceVitals;

/**
 * A launched instance as the supervisor sees it. Thread-safe; no method blocks.
 *
 * <p>
 * The stages complete once at most, on any thread. {@link #whenReady()} may complete
 * never, namely when the instance ends before it is ready; {@link #whenExited()} always
 * completes once everything that the instance held (threads, sockets, context or process)
 * is released.
 */
public interface InstanceHandle {

	/**
	 * Return the id of the process that the instance runs in.
	 * @return the process id, 0 while there is none
	 */
	long pid();

	/**
	 * Return the stage that completes normally when the instance is ready and its port
	 * answers.
	 * @return where the instance listens
	 */
	CompletionStage<ReadyReport> whenReady();

	/**
	 * Return the stage that completes when the instance says that it is about to end
	 * although nobody has asked it to. It may complete never.
	 * @return why it ends
	 */
	default CompletionStage<String> whenEnding() {
		return new CompletableFuture<>();
	}

	/**
	 * Return the stage that completes normally when the instance has ended, for whatever
	 * reason.
	 * @return how it ended
	 */
	CompletionStage<InstanceExit> whenExited();

	/**
	 * Ask the instance to end gracefully. Idempotent, and allowed in every phase, also
	 * while the instance is still starting.
	 */
	void requestStop();

	/**
	 * Ask the instance to end by the strongest means that still lets it end gracefully: a
	 * process gets SIGTERM. For one that did not heed {@link #requestStop()}. Idempotent.
	 */
	default void terminate() {
		requestStop();
	}

	/**
	 * End the instance without any grace, as far as the isolation can. Idempotent.
	 */
	void kill();

	/**
	 * Tell the instance its new identity.
	 * @param identity the identity, of the same index and generation
	 */
	void updateIdentity(ClusterIdentity identity);

	/**
	 * Return how the instance was when it last told.
	 * @return the vitals, empty when it has told none (yet)
	 */
	default Optional<InstanceVitals> vitals() {
		return Optional.empty();
	}

	/**
	 * Return for how long the instance has failed to give a sign of life that is due.
	 * @return the time since the last sign; 0 when nothing is overdue, or for an
	 * isolation that knows no such signs
	 */
	default Duration silence() {
		return Duration.ZERO;
	}

	/**
	 * Ask the instance to write the stacks of its threads to its log, if it can.
	 */
	default void dumpThreads() {
	}

	/**
	 * Let the instance live on without this supervisor, if it can, for the next one to
	 * take over. It is watched no more: {@link #whenExited()} may complete never.
	 */
	default void leave() {
	}

}
