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

package io.stickycluster.gateway;

/**
 * Requests below a path go to another port of the client's instance.
 *
 * @param path the path prefix, matched by whole segments
 * @param port the name of the port, as in {@code Instance.ports()}
 */
public record PortRoute(String path, String port) {

	public PortRoute {
		if (!path.startsWith("/")) {
			throw new IllegalArgumentException("'path' must start with a slash but is '" + path + "'");
		}
		path = RequestPath.normalize(path);
		if (path.equals("/")) {
			throw new IllegalArgumentException("'path' must not be the root: that is the main port");
		}
	}

}
