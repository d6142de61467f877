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

package io.stickycluster.launch.process;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.stickycluster.launch.InstanceExit;
import io.stickycluster.launch.InstanceHandle;
import io.stickycluster.launch.ReadyReport;

/**
 * {@link InstanceHandle} of an instance that is a {@link WatchedProcess}.
 */
abstract class WatchedInstanceHandle implements InstanceHandle {

	private final WatchedProcess process;

	private final CompletableFuture<ReadyReport> ready = new CompletableFuture<>();

	private final CompletableFuture<InstanceExit> exited = new CompletableFuture<>();

	private final CompletionStage<InstanceExit> gone;

	private volatile boolean stopRequested;

	private volatile boolean left;

	/**
	 * Create a handle.
	 * @param process the instance's process, not started yet
	 * @param cleanUp removes what the instance leaves, before anybody learns that it has
	 * ended
	 */
	WatchedInstanceHandle(WatchedProcess process, Runnable cleanUp) {
		this.process = process;
		this.gone = this.exited.thenApply((exit) -> {
			cleanUp.run();
			return exit;
		});
	}

	final WatchedProcess process() {
		return this.process;
	}

	@Override
	public final long pid() {
		return this.process.pid();
	}

	@Override
	public final CompletionStage<ReadyReport> whenReady() {
		return this.ready;
	}

	@Override
	public final CompletionStage<InstanceExit> whenExited() {
		return this.gone;
	}

	@Override
	public final void requestStop() {
		this.stopRequested = true;
		askToStop();
	}

	@Override
	public final void terminate() {
		this.stopRequested = true;
		this.process.terminate();
	}

	@Override
	public final void kill() {
		this.stopRequested = true;
		this.process.kill();
	}

	@Override
	public void leave() {
		this.left = true;
		this.process.leave();
	}

	final boolean isLeft() {
		return this.left;
	}

	/**
	 * Ask the instance to end, in its own language.
	 */
	abstract void askToStop();

	final void ready(ReadyReport report) {
		this.ready.complete(report);
	}

	final void exited(InstanceExit exit) {
		this.exited.complete(exit);
	}

	final boolean isReady() {
		return this.ready.isDone();
	}

	final boolean isEnded() {
		return this.exited.isDone();
	}

	/**
	 * Return whether somebody wants the instance to end, by whatever means.
	 * @return whether its end is no failure
	 */
	final boolean isStopRequested() {
		return this.stopRequested;
	}

	/**
	 * Return whether the instance is to end or has ended.
	 * @return whether it makes no sense any more to ask whether it is ready
	 */
	final boolean isEnding() {
		return this.stopRequested || isEnded();
	}

}
