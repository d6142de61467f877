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
 * Description of why a request was refused (RFC 9457).
 *
 * @param title the kind of problem
 * @param status the HTTP status
 * @param detail what is wrong with the request
 * @param allowed what would have been allowed, empty when that is not a list
 */
public record ProblemDescriptor(String title, int status, String detail, List<String> allowed) {

}
