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

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The arguments of the supervisor's JVM as an instance's JVM takes them over: without
 * those that only one process can have, and with file names of its own.
 */
final class InheritedArguments {

	private static final Predicate<String> NOT_SHARED = Pattern.compile(String.join("|",
			// Debuggers, and agents of an IDE that listen on a port
			"-agentlib:jdwp.*", "-agentpath:.*jdwp.*", "-Xrunjdwp.*", "-Xdebug", "-Xnoagent",
			"-javaagent:.*(idea_rt|debugger-agent)\\.jar.*",
			// Management ports
			"-Dcom\\.sun\\.management\\.jmxremote\\.(rmi\\.|local\\.)?port=.*",
			"-Dcom\\.sun\\.management\\.config\\.file=.*",
			// What the launcher itself says of modules
			"-Djdk\\.module\\.main(\\.class)?=.*",
			// Class-data archives
			"-Xshare:.*", "-XX:(SharedArchiveFile|ArchiveClassesAtExit|SharedClassListFile|DumpLoadedClassList)=.*",
			"-XX:[+-](RecordDynamicDumpInfo|AutoCreateSharedArchive|UseSharedSpaces)",
			"-XX:AOT(Cache|CacheOutput|Mode|Configuration)=.*"))
		.asMatchPredicate()
		.or(MemoryShare::isHeapSize);

	private static final String HEAP_DUMP = "-XX:HeapDumpPath=";

	private static final Pattern NAMED_FILE = Pattern
		.compile("(-XX:(?:ErrorFile|LogFile|ReplayDataFile)=|-Xloggc:)(.+)", Pattern.DOTALL);

	private static final Pattern LOG = Pattern.compile("(-Xlog:[^:]*:(?:file=)?)(\"[^\"]+\"|[^:]+)(.*)",
			Pattern.DOTALL);

	private static final Pattern FLIGHT_RECORDING = Pattern
		.compile("(-XX:StartFlightRecording[=:](?:.*,)?filename=)([^,]+)(.*)", Pattern.DOTALL);

	private InheritedArguments() {
	}

	/**
	 * Return the arguments for an instance.
	 * @param arguments the supervisor's
	 * @param index the instance's index
	 * @return the instance's
	 */
	static List<String> forInstance(List<String> arguments, int index) {
		return shared(arguments).map((argument) -> withOwnFile(argument, index)).toList();
	}

	private static Stream<String> shared(List<String> arguments) {
		return arguments.stream().filter(NOT_SHARED.negate());
	}

	private static String withOwnFile(String argument, int index) {
		if (argument.startsWith(HEAP_DUMP)) {
			return HEAP_DUMP + ownHeapDump(argument.substring(HEAP_DUMP.length()), index);
		}
		Matcher named = NAMED_FILE.matcher(argument);
		if (named.matches()) {
			return named.group(1) + ownName(named.group(2), index);
		}
		Matcher recording = FLIGHT_RECORDING.matcher(argument);
		if (recording.matches()) {
			return recording.group(1) + ownName(recording.group(2), index) + recording.group(3);
		}
		Matcher log = LOG.matcher(argument);
		if (log.matches() && !log.group(2).equals("stdout") && !log.group(2).equals("stderr")) {
			return log.group(1) + ownLogName(log.group(2), index) + log.group(3);
		}
		return argument;
	}

	private static String ownLogName(String name, int index) {
		return name.startsWith("\"") ? '"' + ownName(name.substring(1, name.length() - 1), index) + '"'
				: ownName(name, index);
	}

	private static String ownHeapDump(String name, int index) {
		// The JVM takes the name as it is, but names those dumps that it writes to a
		// directory by the process id
		return Files.isDirectory(Path.of(name)) ? name : withIndex(name, index);
	}

	private static String ownName(String name, int index) {
		// The JVM puts the process id in the place of %p, and names the recordings that
		// it
		// writes to a directory by the process id
		return (name.contains("%p") || Files.isDirectory(Path.of(name))) ? name : withIndex(name, index);
	}

	private static String withIndex(String name, int index) {
		int dot = name.lastIndexOf('.');
		int base = name.lastIndexOf('/') + 1;
		return (dot > base) ? name.substring(0, dot) + "-" + index + name.substring(dot) : name + "-" + index;
	}

}
