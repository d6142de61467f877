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

import java.util.Optional;

import org.jspecify.annotations.Nullable;

import io.stickycluster.instance.FailureKind;
import io.stickycluster.launch.InstanceExit;

/**
 * Says in words how the program of an instance ended.
 */
final class CommandExit {

	private static final int NOT_EXECUTABLE = 126;

	private static final int NOT_FOUND = 127;

	private final ProcessEnd end;

	private final boolean ready;

	/**
	 * Create the words for an end.
	 * @param end the end
	 * @param ready whether the program was ready before
	 */
	CommandExit(ProcessEnd end, boolean ready) {
		this.end = end;
		this.ready = ready;
	}

	InstanceExit describe(boolean requested) {
		Integer exitCode = this.end.exitCode();
		if (requested || this.end.killed()) {
			return InstanceExit.requested(exitCode);
		}
		if (exitCode == null) {
			return notStarted(this.end.startFailure());
		}
		return new InstanceExit(false, kind(exitCode), withLastLines(text(exitCode)), null, exitCode);
	}

	private InstanceExit notStarted(@Nullable Throwable failure) {
		FailureKind kind = (failure instanceof PortInUseException) ? FailureKind.PORT_IN_USE : FailureKind.ERROR;
		String text = (failure != null) ? failure.getMessage() : null;
		return InstanceExit.failed(kind, "The program could not be started: " + ((text != null) ? text : failure),
				failure);
	}

	private FailureKind kind(int exitCode) {
		if (exitCode == 0) {
			return FailureKind.ENDED;
		}
		if (Boolean.TRUE.equals(this.end.killedForMemory())) {
			return FailureKind.KILLED_BY_SYSTEM;
		}
		if (Signal.of(exitCode).isPresent()) {
			return FailureKind.SIGNAL;
		}
		return isNoProgram(exitCode) ? FailureKind.CONFIGURATION : FailureKind.ERROR;
	}

	private String text(int exitCode) {
		Optional<Signal> signal = Signal.of(exitCode);
		if (Boolean.TRUE.equals(this.end.killedForMemory())) {
			return "The system killed the program because there was no memory left";
		}
		if (signal.isPresent()) {
			return "The program was ended by " + signal.get();
		}
		if (isNoProgram(exitCode)) {
			return "The program of 'sticky.cluster.command.line' "
					+ ((exitCode == NOT_FOUND) ? "was not found" : "cannot be executed") + " (exit code " + exitCode
					+ ")";
		}
		return "The program ended with exit code " + exitCode;
	}

	private boolean isNoProgram(int exitCode) {
		// A shell's exit codes for a program that it cannot start
		return !this.ready && (exitCode == NOT_EXECUTABLE || exitCode == NOT_FOUND);
	}

	private String withLastLines(String text) {
		return this.end.lastLines().isEmpty() ? text
				: text + ". Its last output:\n" + String.join("\n", this.end.lastLines());
	}

}
