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

/**
 * Description of the cluster, as the endpoint shows it.
 *
 * @param wanted how many instances are wanted up
 * @param ready how many are ready and accept new clients
 * @param mode how instances are isolated from each other
 * @param instances the instances by ascending index
 * @param arriving new generations that come up beside an instance and get no requests yet
 * @param leaving old generations that were replaced and serve the clients that have
 * something there
 * @param operations the operations in progress and the last ones, newest first
 * @param deployments those of them that brought another release, or were meant to, and
 * older ones
 */
public record ClusterDescriptor(int wanted, int ready, String mode, List<InstanceDescriptor> instances,
		List<InstanceDescriptor> arriving, List<InstanceDescriptor> leaving, List<OperationDescriptor> operations,
		List<OperationDescriptor> deployments) {

}
