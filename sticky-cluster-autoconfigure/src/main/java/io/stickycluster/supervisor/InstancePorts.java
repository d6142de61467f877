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

package io.stickycluster.supervisor;

/**
 * The ports of the instances. Each index owns two, which its generations use in turn, so
 * that a new one can come up beside the old.
 *
 * @param basePort the first port of index 0, 0 for any free ports
 * @param stride how far the second port of an index is from the first
 */
public record InstancePorts(int basePort, int stride) {

	public InstancePorts {
		if (basePort < 0 || stride < 1) {
			throw new IllegalArgumentException(
					"Ports cannot begin at %d and have a stride of %d".formatted(basePort, stride));
		}
	}

	int port(int index, int slot) {
		return (this.basePort != 0) ? this.basePort + index + offset(slot) : 0;
	}

	int offset(int slot) {
		return slot * this.stride;
	}

}
