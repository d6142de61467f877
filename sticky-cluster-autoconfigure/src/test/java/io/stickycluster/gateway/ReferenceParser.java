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

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

import org.jspecify.annotations.NullUnmarked;

/**
 * An HTTP/1.1 parser that is as simple and strict as can be, to compare others with. It
 * shares no code with what it is compared with.
 */
@NullUnmarked
final class ReferenceParser {

	private static final Pattern REQUEST_LINE = Pattern
		.compile("([!#$%&'*+.^_`|~0-9A-Za-z-]+) ([!-\"$-~]+) HTTP/1\\.([0-9])");

	private static final Pattern STATUS_LINE = Pattern
		.compile("HTTP/1\\.[0-9] ([1-9][0-9]{2})( [\\t -~\\x80-\\xff]*)?");

	private static final Pattern FIELD = Pattern.compile(
			"([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \\t]*([!-~\\x80-\\xff](?:[\\t -~\\x80-\\xff]*[!-~\\x80-\\xff])?)?[ \\t]*");

	private static final Pattern CHUNK_SIZE = Pattern.compile("([0-9a-fA-F]{1,16})(?:[ \\t]*;[\\t -~\\x80-\\xff]*)?");

	private final InputStream in;

	ReferenceParser(InputStream in) {
		this.in = in;
	}

	/**
	 * Parse a request.
	 * @return the request, {@code null} at the end of the input
	 */
	Message request() throws IOException {
		String line = line();
		if (line == null) {
			return null;
		}
		for (int empty = 0; line.isEmpty() && empty < 4; empty++) {
			line = line();
			if (line == null) {
				throw new EOFException();
			}
		}
		require(REQUEST_LINE.matcher(line).matches(), line);
		List<String> fields = fields();
		return new Message(line, fields, body(fields, false), this.trailers);
	}

	private List<String> trailers = List.of();

	/**
	 * Parse a final response.
	 * @param toHead whether it answers a HEAD request
	 * @return the response, {@code null} at the end of the input
	 */
	Message response(boolean toHead) throws IOException {
		String line = line();
		if (line == null) {
			return null;
		}
		require(STATUS_LINE.matcher(line).matches(), line);
		List<String> fields = fields();
		int code = Integer.parseInt(line.substring(9, 12));
		boolean bodiless = toHead || code < 200 || code == 204 || code == 304;
		return new Message(line, fields, bodiless ? "" : body(fields, true), this.trailers);
	}

	private List<String> fields() throws IOException {
		List<String> fields = new ArrayList<>();
		for (String line = requiredLine(); !line.isEmpty(); line = requiredLine()) {
			var field = FIELD.matcher(line);
			require(field.matches(), line);
			fields.add(field.group(1).toLowerCase() + ": " + ((field.group(2) != null) ? field.group(2) : ""));
		}
		return fields;
	}

	private String body(List<String> fields, boolean untilClose) throws IOException {
		this.trailers = List.of();
		List<String> lengths = values(fields, "content-length");
		List<String> encodings = values(fields, "transfer-encoding");
		require(lengths.size() + encodings.size() <= 1, fields.toString());
		if (!encodings.isEmpty()) {
			require(encodings.get(0).equalsIgnoreCase("chunked"), encodings.get(0));
			return chunks();
		}
		if (!lengths.isEmpty()) {
			require(lengths.get(0).matches("[0-9]{1,18}"), lengths.get(0));
			return text(bytes(Long.parseLong(lengths.get(0))));
		}
		return untilClose ? text(this.in.readAllBytes()) : "";
	}

	private String chunks() throws IOException {
		StringBuilder body = new StringBuilder();
		while (true) {
			String line = requiredLine();
			var size = CHUNK_SIZE.matcher(line);
			require(size.matches(), line);
			long length = Long.parseLong(size.group(1), 16);
			if (length == 0) {
				this.trailers = fields();
				return body.toString();
			}
			body.append(text(bytes(length)));
			require(requiredLine().isEmpty(), "end of chunk");
		}
	}

	private byte[] bytes(long length) throws IOException {
		byte[] bytes = this.in.readNBytes((int) Math.min(length, 1 << 20));
		if (bytes.length < length) {
			throw new EOFException();
		}
		return bytes;
	}

	private static List<String> values(List<String> fields, String name) {
		return fields.stream()
			.filter((field) -> field.startsWith(name + ": "))
			.map((field) -> field.substring(name.length() + 2))
			.toList();
	}

	private String requiredLine() throws IOException {
		String line = line();
		if (line == null) {
			throw new EOFException();
		}
		return line;
	}

	private String line() throws IOException {
		ByteArrayOutputStream line = new ByteArrayOutputStream();
		while (true) {
			int c = this.in.read();
			if (c == -1) {
				if (line.size() != 0) {
					throw new EOFException();
				}
				return null;
			}
			if (c == '\r') {
				int next = this.in.read();
				if (next == -1) {
					throw new EOFException();
				}
				require(next == '\n', "CR without LF");
				return text(line.toByteArray());
			}
			require(c != '\n', "LF without CR");
			line.write(c);
		}
	}

	private static String text(byte[] bytes) {
		return new String(bytes, StandardCharsets.ISO_8859_1);
	}

	private static void require(boolean condition, String what) throws IOException {
		if (!condition) {
			throw new IOException("Malformed: " + what);
		}
	}

	/**
	 * A message.
	 *
	 * @param line the start line
	 * @param fields the fields, with names in lower case
	 * @param body the body, without its framing
	 * @param trailers the trailer fields
	 */
	record Message(String line, List<String> fields, String body, List<String> trailers) {

		/**
		 * Return the message without what the gateway tells of the client.
		 */
		Message withoutForwarding() {
			return new Message(this.line,
					this.fields.stream()
						.filter((field) -> !field.matches("(x-forwarded-(for|proto|host|port)|forwarded): .*"))
						.toList(),
					this.body, this.trailers);
		}

		String target() {
			return this.line.split(" ")[1];
		}

		/**
		 * Return the message as it would be sent.
		 */
		@Override
		public String toString() {
			String head = this.line + "|" + String.join("|", this.fields);
			return head + "||" + this.body + (this.trailers.isEmpty() ? "" : "|" + String.join("|", this.trailers));
		}

	}

}
