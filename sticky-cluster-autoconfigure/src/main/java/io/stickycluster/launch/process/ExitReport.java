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

import java.util.List;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

import io.stickycluster.instance.FailureKind;
import io.stickycluster.launch.InstanceExit;
import io.stickycluster.link.LinkMessage;

/**
 * Says in words how an instance's process ended, and of what sort of failure.
 */
final class ExitReport {

	/**
	 * What {@code -XX:+ExitOnOutOfMemoryError} makes a JVM exit with, and what it writes
	 * then.
	 */
	private static final int OUT_OF_MEMORY_EXIT_CODE = 3;

	private static final String OUT_OF_MEMORY_LINE = "Terminating due to java.lang.OutOfMemoryError";

	private static final String CRASH_FILE = "hs_err_pid";

	private ExitReport() {
	}

	/**
	 * Report the end of a process.
	 * @param end how it ended
	 * @param requested whether it was asked to
	 * @param told the failure that the instance itself has told, or {@code null}
	 * @return the exit of the instance
	 */
	static InstanceExit of(ProcessEnd end, boolean requested, LinkMessage.@Nullable Failed told) {
		if (requested) {
			return InstanceExit.requested(end.exitCode());
		}
		LinkMessage.Failed failure = (told != null) ? told : classify(end);
		return new InstanceExit(false, failure.kind(), failure.text() + lastOutput(end.lastLines()), end.startFailure(),
				end.exitCode());
	}

	private static LinkMessage.Failed classify(ProcessEnd end) {
		Integer exitCode = end.exitCode();
		if (exitCode == null) {
			return (end.startFailure() != null) ? new LinkMessage.Failed(FailureKind.ERROR,
					"Its process could not be started: " + end.startFailure()) : unobserved(end);
		}
		if (exitCode == 0) {
			return new LinkMessage.Failed(FailureKind.ENDED, "Its process ended by itself, with exit code 0");
		}
		if (exitCode == OUT_OF_MEMORY_EXIT_CODE && find(end.lastLines(), OUT_OF_MEMORY_LINE).isPresent()) {
			return new LinkMessage.Failed(FailureKind.OUT_OF_MEMORY,
					"It ran out of memory: " + find(end.lastLines(), OUT_OF_MEMORY_LINE).get().strip());
		}
		return Signal.of(exitCode)
			.map((signal) -> (signal == Signal.KILL) ? killed(end) : signalled(signal, end))
			.orElseGet(() -> new LinkMessage.Failed(FailureKind.ERROR, "Its process ended with exit code " + exitCode));
	}

	private static LinkMessage.Failed unobserved(ProcessEnd end) {
		if (Boolean.TRUE.equals(end.killedForMemory())) {
			return killed(end);
		}
		if (find(end.lastLines(), OUT_OF_MEMORY_LINE).isPresent()) {
			return new LinkMessage.Failed(FailureKind.OUT_OF_MEMORY,
					"It ran out of memory: " + find(end.lastLines(), OUT_OF_MEMORY_LINE).get().strip());
		}
		return find(end.lastLines(), CRASH_FILE)
			.map((line) -> new LinkMessage.Failed(FailureKind.CRASH,
					"Its JVM crashed, see " + line.replaceFirst("^#", "").strip()))
			.orElseGet(() -> new LinkMessage.Failed(FailureKind.ERROR,
					"Its process ended; the exit code is not known, because another supervisor had started it"));
	}

	private static LinkMessage.Failed killed(ProcessEnd end) {
		if (end.killedForMemory() == null) {
			return new LinkMessage.Failed(FailureKind.KILLED_BY_SYSTEM,
					"Its process was killed by SIGKILL, not by the supervisor; perhaps by the kernel's"
							+ " out-of-memory killer");
		}
		return end.killedForMemory()
				? new LinkMessage.Failed(FailureKind.KILLED_BY_SYSTEM,
						"Its process was killed by the kernel's out-of-memory killer: the machine or its container"
								+ " has no memory left")
				: new LinkMessage.Failed(FailureKind.SIGNAL,
						"Its process was killed by SIGKILL, which neither the supervisor nor the kernel's"
								+ " out-of-memory killer has sent");
	}

	private static LinkMessage.Failed signalled(Signal signal, ProcessEnd end) {
		String crashFile = find(end.lastLines(), CRASH_FILE).map((line) -> line.replaceFirst("^#", "").strip())
			.map((file) -> "; its JVM crashed, see " + file)
			.orElse("");
		return new LinkMessage.Failed(signal.isCrash() ? FailureKind.CRASH : FailureKind.SIGNAL,
				"Its process was ended by " + signal + crashFile);
	}

	private static Optional<String> find(List<String> lines, String part) {
		return lines.stream().filter((line) -> line.contains(part)).findFirst();
	}

	private static String lastOutput(List<String> lines) {
		return lines.isEmpty() ? "" : System.lineSeparator() + "Last output:" + System.lineSeparator()
				+ String.join(System.lineSeparator(), lines);
	}

}
