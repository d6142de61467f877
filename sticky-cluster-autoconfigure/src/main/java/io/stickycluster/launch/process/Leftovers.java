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

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import io.stickycluster.launch.survive.LaunchRecord;
import io.stickycluster.launch.survive.LaunchRecords;
import io.stickycluster.launch.survive.StateDirectory;

/**
 * What a former supervisor has left running and nobody takes over.
 */
public final class Leftovers {

	private static final Log logger = LogFactory.getLog(Leftovers.class);

	private Leftovers() {
	}

	/**
	 * End all instances that wait for another supervisor. Blocks until that is done.
	 * @param directory where what is known of them is kept
	 * @throws IOException if that cannot be read
	 */
	public static void end(StateDirectory directory) throws IOException {
		LaunchRecords records = new LaunchRecords(directory);
		List<LaunchRecord> left = records.read();
		if (!left.isEmpty()) {
			logger.info("%d instances of a former supervisor are ended: instances do not outlive theirs any more"
				.formatted(left.size()));
			left.parallelStream().forEach((launch) -> end(launch, records));
		}
	}

	/**
	 * End what carries the token of a launch, whatever has become of its first process.
	 * @param launch the launch
	 * @param records where it is kept
	 */
	static void end(LaunchRecord launch, LaunchRecords records) {
		ProcessTree tree = new ProcessTree(launch.token());
		tree.end();
		tree.guardians().forEach(ProcessHandle::destroyForcibly);
		records.delete(launch);
	}

}
