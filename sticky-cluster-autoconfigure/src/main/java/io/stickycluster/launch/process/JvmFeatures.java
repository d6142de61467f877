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

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;

import com.sun.management.HotSpotDiagnosticMXBean;

/**
 * What a JVM can do for class-data sharing, and with which arguments.
 *
 * @param archives whether it can archive the classes of an application when it ends
 * @param version its Java version
 */
record JvmFeatures(boolean archives, int version) {

	/**
	 * The version from which on most of what a JVM logs of its archives has another tag.
	 * Earlier ones do not start with a tag that they do not know.
	 */
	private static final int AOT_TAG_SINCE = 25;

	/**
	 * Agents may change classes, and so may patches; and whoever chooses archives himself
	 * needs none of ours.
	 */
	private static final Predicate<String> REFUSED = Pattern
		.compile(String.join("|", "-(javaagent|agentlib|agentpath|Xbootclasspath|Xrun).*",
				"--(patch-module|limit-modules|upgrade-module-path).*", "-Xshare:.*",
				"-XX:(SharedArchiveFile|ArchiveClassesAtExit|SharedClassListFile|AOT\\w+)=.*",
				"-XX:[+-](UseSharedSpaces|AutoCreateSharedArchive|RecordDynamicDumpInfo)"))
		.asMatchPredicate();

	/**
	 * Of little matter to an archive: what differs from one instance to the next, and
	 * what an application is told.
	 */
	private static final Predicate<String> IRRELEVANT = Pattern.compile(
			"-D.*|-Xlog.*|-verbose.*|-XX:(HeapDumpPath|ErrorFile|LogFile|ReplayDataFile|StartFlightRecording|MaxDirectMemorySize|OnOutOfMemoryError|OnError).*",
			Pattern.DOTALL)
		.asMatchPredicate();

	private static final Predicate<String> COMPRESSED_HEAP = Pattern
		.compile("-Xm[sn].*|-Xmx(\\d{1,10}|\\d{1,7}[kK]|[12]?\\d{1,4}[mM]|3[01]\\d{3}[mM]|[12]?\\d[gG]|3[01][gG])")
		.asMatchPredicate();

	static JvmFeatures ofThisJvm() {
		return new JvmFeatures(hasOption("ArchiveClassesAtExit"), Runtime.version().feature());
	}

	private static boolean hasOption(String name) {
		HotSpotDiagnosticMXBean diagnostics = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
		try {
			return diagnostics != null && diagnostics.getVMOption(name) != null;
		}
		catch (IllegalArgumentException ex) {
			return false;
		}
	}

	boolean canShareClasses(List<String> jvmArguments) {
		return this.archives && jvmArguments.stream().noneMatch(REFUSED);
	}

	/**
	 * Return the arguments that an archive depends on. The size of the heap is one of
	 * them only where references are too wide to be compressed.
	 * @param jvmArguments the arguments of a JVM
	 * @return some of them
	 */
	List<String> relevant(List<String> jvmArguments) {
		return jvmArguments.stream().filter(IRRELEVANT.or(COMPRESSED_HEAP).negate()).toList();
	}

	/**
	 * Return the arguments that keep a JVM from talking about its archives, above all of
	 * those that do not fit.
	 * @return the arguments
	 */
	List<String> quiet() {
		List<String> quiet = new ArrayList<>(List.of("-Xlog:cds*=off"));
		if (this.version >= AOT_TAG_SINCE) {
			quiet.add("-Xlog:aot*=off");
		}
		return quiet;
	}

}
