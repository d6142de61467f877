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

package io.stickycluster.endpoint;

import java.util.List;

import io.stickycluster.logs.InstanceLog;

/**
 * Description of the last lines that the instances of an index wrote.
 *
 * @param index the index
 * @param lines the lines in the order they were written
 * @param dropped how many lines were not passed on to the logger or a file, because that
 * did not take them in time
 */
public record LogDescriptor(int index, List<LineDescriptor> lines, long dropped) {

	static LogDescriptor of(InstanceLog log, int lines) {
		List<LineDescriptor> last = log.tail().last(lines).lines().stream().map(LineDescriptor::of).toList();
		return new LogDescriptor(log.index(), last, log.dropped());
	}

}
