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

import org.jspecify.annotations.Nullable;

import io.stickycluster.instance.Instance;

/**
 * Description of the last failure of an instance, with all that is known of it.
 *
 * @param index the instance's fixed position in the cluster
 * @param kind what sort of failure it was, {@code null} if there was none
 * @param text what happened, what to do about it and what the instance last wrote, as far
 * as that is known; {@code null} if there was none
 */
public record FailureDescriptor(int index, @Nullable String kind, @Nullable String text) {

	static FailureDescriptor of(Instance instance) {
		return new FailureDescriptor(instance.index(),
				(instance.lastFailureKind() != null) ? instance.lastFailureKind().name() : null,
				instance.lastFailure());
	}

}
