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

package io.stickycluster.instance;

/**
 * What an instance knows of itself and of the cluster that it belongs to.
 *
 * @param index the instance's index, from 0
 * @param generation how often the index has been launched, from 1
 * @param clusterSize how many instances are wanted up
 * @param leader whether the instance is the lowest index that is up
 */
public record ClusterIdentity(int index, int generation, int clusterSize, boolean leader) {

	public ClusterIdentity {
		if (index < 0) {
			throw new IllegalArgumentException("'index' must not be negative but is " + index);
		}
		if (generation < 1) {
			throw new IllegalArgumentException("'generation' must be at least 1 but is " + generation);
		}
	}

}
