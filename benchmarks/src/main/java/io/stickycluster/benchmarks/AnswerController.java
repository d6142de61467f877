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

package io.stickycluster.benchmarks;

import java.util.Arrays;

import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/**
 * The answers that are measured, the same on Tomcat and on Netty.
 */
@RestController
final class AnswerController {

	private static final byte[] SMALL = answer(5);

	private static final byte[] LARGE = answer(64 * 1024);

	@GetMapping(path = "/small", produces = MediaType.TEXT_PLAIN_VALUE)
	byte[] small() {
		return SMALL;
	}

	@GetMapping(path = "/large", produces = MediaType.TEXT_PLAIN_VALUE)
	byte[] large() {
		return LARGE;
	}

	@PostMapping(path = "/upload", produces = MediaType.TEXT_PLAIN_VALUE)
	byte[] upload(@RequestBody byte[] uploaded) {
		return SMALL;
	}

	private static byte[] answer(int size) {
		byte[] answer = new byte[size];
		Arrays.fill(answer, (byte) 'a');
		return answer;
	}

}
