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

import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link InheritedArguments}.
 */
class InheritedArgumentsTests {

	@ParameterizedTest
	@ValueSource(strings = { "-agentlib:jdwp=transport=dt_socket,server=y,address=5005", "-Xrunjdwp:server=y",
			"-Xdebug", "-agentpath:/opt/jdk/lib/libjdwp.so=server=y", "-Dcom.sun.management.jmxremote.port=9010",
			"-Dcom.sun.management.jmxremote.rmi.port=9011", "-javaagent:/opt/idea/lib/idea_rt.jar=41235:/opt/idea/bin",
			"-Dcom.sun.management.config.file=jmx.properties", "-Xmx1g", "-Xms1g", "-Xmn100m", "-XX:MaxHeapSize=1g",
			"-XX:InitialHeapSize=1g", "-XX:MaxRAMPercentage=75.0", "-XX:InitialRAMPercentage=50", "-XX:MaxRAM=4g",
			"-XX:NewSize=10m", "-Xshare:off", "-XX:SharedArchiveFile=a.jsa", "-XX:ArchiveClassesAtExit=a.jsa",
			"-XX:AOTCache=a.aot", "-XX:AOTCacheOutput=a.aot", "-Djdk.module.main=app" })
	void whatOneProcessOnlyCanHaveIsLeftOut(String argument) {
		assertThat(InheritedArguments.forInstance(List.of("-ea", argument, "-Da=b"), 1)).containsExactly("-ea",
				"-Da=b");
	}

	@ParameterizedTest
	@ValueSource(strings = { "-XX:+UseZGC", "-Dcom.sun.management.jmxremote", "-javaagent:/opt/otel.jar", "-Xss1m",
			"--add-opens=java.base/java.lang=ALL-UNNAMED", "-Dpassword=a b", "-Xlog:gc", "-Xlog:gc:stdout",
			"-Xlog:gc*:stderr:time", "-Xlog:disable", "-Xlog:gc:file=gc-%p.log", "-XX:ErrorFile=err%p.log",
			"-XX:+HeapDumpOnOutOfMemoryError", "-XX:StartFlightRecording=duration=60s", "-Xlog:gc::time",
			"-XX:MaxDirectMemorySize=64m" })
	void whatAllCanHaveIsKept(String argument) {
		assertThat(InheritedArguments.forInstance(List.of(argument), 1)).containsExactly(argument);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '~', value = {
			"-XX:HeapDumpPath=/var/dumps/app.hprof|-XX:HeapDumpPath=/var/dumps/app-2.hprof",
			"-XX:HeapDumpPath=app-%p.hprof|-XX:HeapDumpPath=app-%p-2.hprof",
			"-XX:ErrorFile=err.log|-XX:ErrorFile=err-2.log", "-Xloggc:/a.b/gc|-Xloggc:/a.b/gc-2",
			"-Xlog:gc*:gc.log|-Xlog:gc*:gc-2.log", "-Xlog:gc*=debug:file=gc.log|-Xlog:gc*=debug:file=gc-2.log",
			"-Xlog:gc:file=logs/gc-%t.log:time,tags:filecount=5|-Xlog:gc:file=logs/gc-%t-2.log:time,tags:filecount=5",
			"-Xlog:gc:file=\"a:b.log\":time|-Xlog:gc:file=\"a:b-2.log\":time",
			"-XX:LogFile=jvm.log|-XX:LogFile=jvm-2.log",
			"-XX:StartFlightRecording=disk=true,filename=rec.jfr,maxsize=1g|-XX:StartFlightRecording=disk=true,filename=rec-2.jfr,maxsize=1g",
			"-XX:StartFlightRecording:filename=rec.jfr|-XX:StartFlightRecording:filename=rec-2.jfr" })
	void filesAreNamedByTheIndex(String argument, String expected) {
		assertThat(InheritedArguments.forInstance(List.of(argument), 2)).containsExactly(expected);
	}

	@Test
	void directoriesStayBecauseTheJvmNamesTheFilesInThemByItsProcessId(@TempDir Path directory) {
		List<String> arguments = List.of("-XX:HeapDumpPath=" + directory,
				"-XX:StartFlightRecording=filename=" + directory);
		assertThat(InheritedArguments.forInstance(arguments, 2)).isEqualTo(arguments);
	}

}
