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

import java.util.Arrays;
import java.util.Optional;

/**
 * Signals that commonly end a process, with their numbers on Linux.
 */
enum Signal {

	HUP(1), INT(2), QUIT(3), ILL(4), TRAP(5), ABRT(6), BUS(7), FPE(8), KILL(9), USR1(10), SEGV(11), USR2(12), PIPE(13),
	ALRM(14), TERM(15), XCPU(24), XFSZ(25), SYS(31);

	private static final int SIGNAL_BASE = 128;

	private final int number;

	Signal(int number) {
		this.number = number;
	}

	/**
	 * Return whether the operating system sends the signal to a process for what the
	 * process itself does.
	 * @return whether it tells of a crash
	 */
	boolean isCrash() {
		return switch (this) {
			case ILL, TRAP, ABRT, BUS, FPE, SEGV, SYS -> true;
			default -> false;
		};
	}

	/**
	 * Return the exit code of a process that the signal has ended.
	 * @return the code
	 */
	int exitCode() {
		return SIGNAL_BASE + this.number;
	}

	/**
	 * Return the signal that an exit code tells of.
	 * @param exitCode the exit code
	 * @return the signal, empty when it was none or is not known
	 */
	static Optional<Signal> of(int exitCode) {
		return Arrays.stream(values()).filter((signal) -> signal.exitCode() == exitCode).findFirst();
	}

	@Override
	public String toString() {
		return "SIG" + name();
	}

}
