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

package io.stickycluster.http1;

import java.util.Iterator;
import java.util.Map.Entry;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.AsciiString;

/**
 * Writes fields that are not received bytes.
 */
final class FieldWriter {

	private static final int CRLF = '\r' << 8 | '\n';

	private static final int COLON_SPACE = ':' << 8 | ' ';

	private FieldWriter() {
	}

	/**
	 * Write the fields of a message and the end of its head.
	 * @param headers the fields
	 * @param out where to
	 */
	static void writeAll(HttpHeaders headers, ByteBuf out) {
		if (headers instanceof RawHeaders raw) {
			raw.writeTo(out);
		}
		else {
			Iterator<Entry<CharSequence, CharSequence>> entries = headers.iteratorCharSequence();
			while (entries.hasNext()) {
				Entry<CharSequence, CharSequence> entry = entries.next();
				check(entry.getKey(), entry.getValue());
				write(entry.getKey(), entry.getValue(), out);
			}
		}
		out.writeShort(CRLF);
	}

	static void write(CharSequence name, CharSequence value, ByteBuf out) {
		writeText(name, out);
		out.writeShort(COLON_SPACE);
		writeText(value, out);
		out.writeShort(CRLF);
	}

	static void writeText(CharSequence text, ByteBuf out) {
		if (text instanceof AsciiString ascii) {
			ByteBufUtil.copy(ascii, out);
		}
		else {
			for (int i = 0; i < text.length(); i++) {
				out.writeByte(octet(text.charAt(i)));
			}
		}
	}

	/**
	 * Refuse what would not be one field once it is written, whoever made it up.
	 * @param name the name
	 * @param value the value
	 */
	static void check(CharSequence name, CharSequence value) {
		for (int i = 0; i < name.length(); i++) {
			if (!Octets.isToken(octet(name.charAt(i)))) {
				throw new IllegalArgumentException("'%s' is not the name of a field".formatted(name));
			}
		}
		for (int i = 0; i < value.length(); i++) {
			if (!Octets.isText(octet(value.charAt(i)))) {
				throw new IllegalArgumentException(
						"The value of the field '%s' has a control character".formatted(name));
			}
		}
	}

	private static byte octet(char c) {
		return (byte) ((c < 0x100) ? c : '?');
	}

}
