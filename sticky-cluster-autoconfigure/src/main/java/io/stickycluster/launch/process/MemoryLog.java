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

import org.apache.commons.logging.Log;

/**
 * Says how much memory instances get, and why.
 */
final class MemoryLog {

	private final Log logger;

	private final MemoryShare share;

	MemoryLog(Log logger, MemoryShare share) {
		this.logger = logger;
		this.share = share;
	}

	void log(int instances, List<String> jvmArguments) {
		if (MemoryShare.limitsHeap(jvmArguments)) {
			this.logger.info("The heap of each instance is as its JVM arguments say");
			return;
		}
		String memory = megabytes(this.share.memory(instances));
		String total = megabytes(this.share.total());
		this.logger.info("Each of %d instances may use %s for its heap, of %s that %s".formatted(instances,
				megabytes(this.share.heap(instances)), memory,
				(this.share.configured() != 0) ? "'sticky.cluster.process.memory' gives it"
						: "are its share of " + total + " beside the system and the supervisor"));
		if (this.share.isExceeded(instances)) {
			this.logger.warn("%d instances of %s each and the supervisor do not fit into %s of memory. "
				.formatted(instances, memory, total) + "Use fewer instances or less 'sticky.cluster.process.memory'");
		}
		else if (this.share.isHeapSmall(instances)) {
			this.logger.warn("A heap of %s is too small for most applications. Use fewer instances or more memory"
				.formatted(megabytes(this.share.heap(instances))));
		}
	}

	private static String megabytes(long size) {
		return size / MemoryShare.MEGABYTE + " MB";
	}

}
