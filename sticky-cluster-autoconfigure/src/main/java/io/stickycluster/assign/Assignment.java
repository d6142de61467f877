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

package io.stickycluster.assign;

import java.time.Instant;

/**
 * What a client is told of its instance.
 *
 * @param index the instance's index
 * @param host the host that it is reached at
 * @param port the port that it listens on
 * @param httpUrl where HTTP requests go, without a path
 * @param wsUrl where WebSockets go, without a path
 * @param expires until when the client may connect; after that it has to ask again
 * @param token shows to the instance that the client was told so
 */
public record Assignment(int index, String host, int port, String httpUrl, String wsUrl, Instant expires,
		String token) {

}
