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

import org.jspecify.annotations.Nullable;

import io.stickycluster.instance.FailureKind;
import io.stickycluster.launch.InstanceExit;
import io.stickycluster.link.LinkMessage;

/**
 * Says in words how the program of an instance ended, and of what sort of failure. Such a
 * program tells nothing itself.
 */
final class CommandExit {

	private static final int NOT_EXECUTABLE = 126;

	private static final int NOT_FOUND = 127;

	private CommandExit() {
	}

	/**
	 * Report the end of a program.
	 * @param end how its process ended
	 * @param requested whether it was asked to
	 * @param ready whether it was ready before
	 * @return the exit of the instance
	 */
	static InstanceExit of(ProcessEnd end, boolean requested, boolean ready) {
		return ExitReport.of(end, requested || end.killed(), ready ? null : failedStart(end));
	}

	private static LinkMessage.@Nullable Failed failedStart(ProcessEnd end) {
		if (end.startFailure() instanceof PortInUseException ex) {
			return new LinkMessage.Failed(FailureKind.PORT_IN_USE, String.valueOf(ex.getMessage()));
		}
		// A shell's exit codes for a program that it cannot start
		if (end.exitCode() != null && (end.exitCode() == NOT_FOUND || end.exitCode() == NOT_EXECUTABLE)) {
			return new LinkMessage.Failed(FailureKind.CONFIGURATION, "The program of 'sticky.cluster.command.line' "
					+ ((end.exitCode() == NOT_FOUND) ? "was not found" : "cannot be executed"));
		}
		return null;
	}

}
