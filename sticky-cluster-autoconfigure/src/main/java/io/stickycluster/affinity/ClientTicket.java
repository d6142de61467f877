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

package io.stickycluster.affinity;

/**
 * What a client shows to be recognised: who it is and where it was, as a gateway once
 * said.
 *
 * @param client the client
 * @param index the index of the instance that it was on
 * @param expires when the ticket expires, in seconds since 1970
 */
public record ClientTicket(AffinityKey client, int index, long expires) {

}
