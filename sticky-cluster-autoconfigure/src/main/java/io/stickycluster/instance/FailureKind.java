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

package io.stickycluster.instance;

/**
 * What sort of failure made an instance end, or kept it from getting up.
 */
public enum FailureKind {

	/**
	 * It ended without an error, although it was not asked to: exit code 0, or a context
	 * that was closed by the application itself.
	 */
	ENDED,

	/**
	 * Its configuration is wrong, so that the next attempt will fail the same way.
	 */
	CONFIGURATION,

	/**
	 * A port that it needs is taken.
	 */
	PORT_IN_USE,

	/**
	 * Its heap or another of the JVM's memory areas was exhausted.
	 */
	OUT_OF_MEMORY,

	/**
	 * The operating system killed it because the machine or its container had no memory
	 * left.
	 */
	KILLED_BY_SYSTEM,

	/**
	 * It was ended from outside, by a signal that nobody in the cluster has sent.
	 */
	SIGNAL,

	/**
	 * It crashed: the JVM or the program itself did what the operating system ends a
	 * process for, such as access to memory that is not its own.
	 */
	CRASH,

	/**
	 * It was not ready in time.
	 */
	NOT_READY,

	/**
	 * It gave no sign of life.
	 */
	UNRESPONSIVE,

	/**
	 * Any other error, such as an exit code that is not 0.
	 */
	ERROR

}
