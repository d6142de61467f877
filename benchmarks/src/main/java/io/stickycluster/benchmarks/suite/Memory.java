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

package io.stickycluster.benchmarks.suite;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a proxy has in memory, in bytes.
 *
 * @param heap objects in the heap that are in use, 0 if it is no JVM
 * @param direct memory outside of the heap that was allocated by the program, 0 if it is
 * no JVM
 * @param resident memory of its processes in RAM, shared pages included
 */
record Memory(double heap, double direct, double resident) {

	private static final Pattern RESIDENT = Pattern.compile("VmRSS:\\s+(\\d+) kB");

	private static final Pattern TOTAL = Pattern.compile("Total\\s+\\d+\\s+(\\d+)");

	/**
	 * Everything that comes from {@code Unsafe.allocateMemory}, Netty's own buffers as
	 * well as direct ones.
	 */
	private static final Pattern OTHER = Pattern.compile("Other \\(reserved=\\d+KB, committed=(\\d+)KB\\)");

	/**
	 * Look at a proxy. A JVM collects its garbage before, and has to have been started
	 * with native memory tracking.
	 * @param contender the proxy
	 * @return its memory
	 * @throws IOException if it cannot be looked at
	 * @throws InterruptedException if interrupted
	 */
	static Memory of(Contender contender) throws IOException, InterruptedException {
		double heap = 0;
		double direct = 0;
		if (contender.compiles()) {
			long pid = contender.proxy().handles().get(0).pid();
			heap = find(TOTAL, jcmd(pid, "GC.class_histogram"));
			direct = find(OTHER, jcmd(pid, "VM.native_memory")) * 1024;
		}
		double resident = 0;
		for (ProcessHandle process : contender.proxy().handles()) {
			resident += find(RESIDENT, Files.readString(Path.of("/proc", Long.toString(process.pid()), "status")))
					* 1024;
		}
		return new Memory(heap, direct, resident);
	}

	boolean isOfJvm() {
		return this.heap != 0;
	}

	Memory since(Memory before) {
		return new Memory(this.heap - before.heap, this.direct - before.direct, this.resident - before.resident);
	}

	Memory dividedBy(int count) {
		return new Memory(this.heap / count, this.direct / count, this.resident / count);
	}

	/**
	 * Find the last of the numbers that a pattern matches.
	 * @param pattern the pattern, whose group is the number
	 * @param text where to look
	 * @return the number
	 * @throws IOException if there is none
	 */
	static double find(Pattern pattern, String text) throws IOException {
		Matcher matcher = pattern.matcher(text);
		String found = null;
		while (matcher.find()) {
			found = matcher.group(1);
		}
		if (found == null) {
			throw new IOException("No %s in: %s".formatted(pattern, text));
		}
		return Double.parseDouble(found);
	}

	private static String jcmd(long pid, String command) throws IOException, InterruptedException {
		Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
				Long.toString(pid), command)
			.redirectErrorStream(true)
			.start();
		String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		if (process.waitFor() != 0) {
			throw new IOException("jcmd failed: " + output);
		}
		return output;
	}

}
