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

package io.stickycluster.launch;

import java.util.List;

/**
 * Brings instances to life. One implementation per isolation.
 */
public interface InstanceLauncher {

	/**
	 * Launch an instance. Returns at once; the instance comes up in the background.
	 * @param request which instance, and where
	 * @return the handle of the launched instance, never {@code null}; a launch that
	 * cannot even begin is reported by {@link InstanceHandle#whenExited()}
	 */
	InstanceHandle launch(LaunchRequest request);

	/**
	 * Take over the instances that have outlived a former supervisor. What else it has
	 * left running is ended. To be called once, before any launch. Blocks until all have
	 * come back, or their time is over.
	 * @return those that have come back
	 */
	default List<Survivor> adopt() {
		return List.of();
	}

}
