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

import java.io.IOException;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.stickycluster.instance.FailureKind;
import io.stickycluster.launch.InstanceExit;
import io.stickycluster.link.LinkMessage;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ExitReport}.
 */
class ExitReportTests {

	@ParameterizedTest
	@CsvSource({ "0, ENDED, exit code 0", "1, ERROR, exit code 1", "3, ERROR, exit code 3", "127, ERROR, exit code 127",
			"134, CRASH, SIGABRT", "139, CRASH, SIGSEGV", "143, SIGNAL, SIGTERM", "200, ERROR, exit code 200" })
	void exitCodeIsClassified(int exitCode, FailureKind kind, String text) {
		InstanceExit exit = report(end(exitCode, false));
		assertThat(exit.kind()).isEqualTo(kind);
		assertThat(exit.failure()).endsWith(text);
		assertThat(exit.exitCode()).isEqualTo(exitCode);
		assertThat(exit.requested()).isFalse();
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 1, 137, 143 })
	void requestedEndIsNoFailure(int exitCode) {
		assertThat(ExitReport.of(end(exitCode, null, "x"), true, failed("x")))
			.isEqualTo(InstanceExit.requested(exitCode));
	}

	@Test
	void whatTheInstanceToldComesFirst() {
		InstanceExit exit = ExitReport.of(end(0, false, "line"), false, failed("Port 1 is taken."));
		assertThat(exit.kind()).isEqualTo(FailureKind.PORT_IN_USE);
		assertThat(exit.failure()).isEqualToNormalizingNewlines("Port 1 is taken.\nLast output:\nline");
	}

	@Test
	void outOfMemoryIsSaidByTheJvm() {
		InstanceExit exit = report(
				end(3, false, "a", "Terminating due to java.lang.OutOfMemoryError: Java heap space", "b"));
		assertThat(exit.kind()).isEqualTo(FailureKind.OUT_OF_MEMORY);
		assertThat(exit.failure())
			.startsWith("It ran out of memory: Terminating due to java.lang.OutOfMemoryError: Java heap space");
	}

	@Test
	void killBlamesTheSystemOnlyIfItMayHaveBeenIt() {
		assertThat(report(end(137, true)).kind()).isEqualTo(FailureKind.KILLED_BY_SYSTEM);
		assertThat(report(end(137, true)).failure()).contains("killed by the kernel's out-of-memory killer");
		assertThat(report(end(137, null)).kind()).isEqualTo(FailureKind.KILLED_BY_SYSTEM);
		assertThat(report(end(137, null)).failure()).contains("perhaps");
		assertThat(report(end(137, false)).kind()).isEqualTo(FailureKind.SIGNAL);
		assertThat(report(end(137, false)).failure()).contains("neither the supervisor nor");
	}

	@Test
	void crashNamesItsFile() {
		InstanceExit exit = report(end(134, false, "# An error report file with more information is saved as:",
				"# /tmp/hs_err_pid42.log"));
		assertThat(exit.failure())
			.startsWith("Its process was ended by SIGABRT; its JVM crashed, see /tmp/hs_err_pid42.log");
	}

	@Test
	void failureOfTheStartIsItsCause() {
		IOException failure = new IOException("no such file");
		InstanceExit exit = report(ProcessEnd.notStarted(failure));
		assertThat(exit.cause()).isSameAs(failure);
		assertThat(exit.kind()).isEqualTo(FailureKind.ERROR);
		assertThat(exit.failure()).contains("no such file");
		assertThat(exit.exitCode()).isNull();
	}

	private static ProcessEnd end(int exitCode, Boolean killedForMemory, String... lines) {
		return new ProcessEnd(exitCode, null, false, killedForMemory, List.of(lines));
	}

	private static LinkMessage.Failed failed(String text) {
		return new LinkMessage.Failed(FailureKind.PORT_IN_USE, text);
	}

	private static InstanceExit report(ProcessEnd end) {
		return ExitReport.of(end, false, null);
	}

}
