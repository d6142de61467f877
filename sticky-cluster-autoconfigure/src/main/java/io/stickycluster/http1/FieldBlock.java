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

import java.util.ArrayList;
import java.util.List;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.AsciiString;

/**
 * Fields that many messages have in common, checked and encoded once. Immutable.
 */
public final class FieldBlock {

	private final List<Field> fields;

	private final byte[] encoded;

	private FieldBlock(List<Field> fields) {
		this.fields = List.copyOf(fields);
		ByteBuf out = Unpooled.buffer();
		this.fields.forEach((field) -> FieldWriter.write(field.name(), field.value(), out));
		this.encoded = new byte[out.readableBytes()];
		out.readBytes(this.encoded);
	}

	/**
	 * Return a block of fields.
	 * @param namesAndValues a name, its value, the next name, and so on; no name twice
	 * @return the block
	 * @throws IllegalArgumentException when one could not be written as one field
	 */
	public static FieldBlock of(CharSequence... namesAndValues) {
		List<Field> fields = new ArrayList<>();
		for (int i = 0; i < namesAndValues.length; i += 2) {
			fields.add(new Field(namesAndValues[i], namesAndValues[i + 1]));
		}
		return new FieldBlock(fields);
	}

	/**
	 * Put the fields in the place of all that have one of their names.
	 * @param headers the headers
	 */
	public void setIn(HttpHeaders headers) {
		if (headers instanceof RawHeaders raw) {
			raw.set(this);
		}
		else {
			this.fields.forEach((field) -> headers.set(field.name(), field.value()));
		}
	}

	/**
	 * Return the fields.
	 * @return the fields, in order
	 */
	List<Field> fields() {
		return this.fields;
	}

	boolean has(CharSequence name) {
		for (Field field : this.fields) {
			if (field.isNamed(name)) {
				return true;
			}
		}
		return false;
	}

	int length() {
		return this.encoded.length;
	}

	void writeTo(ByteBuf out) {
		out.writeBytes(this.encoded);
	}

	/**
	 * A field that was not received.
	 *
	 * @param name the name
	 * @param value the value
	 */
	record Field(CharSequence name, CharSequence value) {

		Field {
			FieldWriter.check(name, value);
		}

		boolean isNamed(CharSequence other) {
			return AsciiString.contentEqualsIgnoreCase(this.name, other);
		}

	}

}
