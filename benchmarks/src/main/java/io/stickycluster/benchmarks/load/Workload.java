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

package io.stickycluster.benchmarks.load;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A request that clients send again and again, and the answer that it must get.
 *
 * @param method the method
 * @param path the path
 * @param bodyLength how many bytes the request's body has, 0 for none
 * @param answerLength how many bytes the body of the answer has
 */
public record Workload(String method, String path, int bodyLength, int answerLength) {

	/**
	 * The smallest request and answer, of which there can be the most.
	 */
	public static final Workload SMALL = new Workload("GET", "/small", 0, 5);

	/**
	 * An answer of 64 KB.
	 */
	public static final Workload LARGE = new Workload("GET", "/large", 0, 64 * 1024);

	/**
	 * A request of 64 KB.
	 */
	public static final Workload UPLOAD = new Workload("POST", "/upload", 64 * 1024, 5);

	byte[] request(String header) {
		String framing = (this.bodyLength > 0)
				? "Content-Type: application/octet-stream\r\nContent-Length: %d\r\n".formatted(this.bodyLength) : "";
		byte[] head = "%s %s HTTP/1.1\r\nHost: localhost\r\nAccept: */*\r\n%s%s\r\n"
			.formatted(this.method, this.path, framing, header)
			.getBytes(StandardCharsets.US_ASCII);
		byte[] request = Arrays.copyOf(head, head.length + this.bodyLength);
		Arrays.fill(request, head.length, request.length, (byte) 'a');
		return request;
	}

}
