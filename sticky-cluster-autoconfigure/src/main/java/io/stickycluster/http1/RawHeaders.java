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

import java.util.AbstractMap.SimpleImmutableEntry;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map.Entry;
import java.util.function.Predicate;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.AsciiString;
import org.jspecify.annotations.Nullable;

import io.stickycluster.http1.FieldBlock.Field;

/**
 * Headers that are still the bytes that were received. Names and values become objects
 * only when they are asked for, and what nobody changes is written as it came. Not
 * thread-safe.
 */
public final class RawHeaders extends FieldHeaders {

	private static final int USUAL_ADDED_LENGTH = 48;

	private final HeadFields received;

	private final List<Field> added = new ArrayList<>(0);

	/**
	 * Stands behind what was received and before what was added.
	 */
	private @Nullable FieldBlock block;

	RawHeaders(HeadFields received) {
		this.received = received;
	}

	@Override
	public @Nullable String get(CharSequence name) {
		int place = this.received.find(name, 0);
		if (place != -1) {
			return this.received.value(place);
		}
		for (Field field : others(name)) {
			if (field.isNamed(name)) {
				return field.value().toString();
			}
		}
		return null;
	}

	@Override
	public List<String> getAll(CharSequence name) {
		if (!contains(name)) {
			return List.of();
		}
		List<String> values = new ArrayList<>(2);
		for (int i = this.received.find(name, 0); i != -1; i = this.received.find(name, i + 1)) {
			values.add(this.received.value(i));
		}
		for (Field field : others(name)) {
			if (field.isNamed(name)) {
				values.add(field.value().toString());
			}
		}
		return values;
	}

	@Override
	public boolean contains(CharSequence name) {
		if (this.received.find(name, 0) != -1) {
			return true;
		}
		for (Field field : others(name)) {
			if (field.isNamed(name)) {
				return true;
			}
		}
		return false;
	}

	@Override
	public Iterator<Entry<CharSequence, CharSequence>> iteratorCharSequence() {
		List<Entry<CharSequence, CharSequence>> entries = new ArrayList<>();
		for (int i = 0; i < this.received.count(); i++) {
			if (!this.received.isRemoved(i)) {
				entries.add(new SimpleImmutableEntry<>(this.received.name(i), this.received.valueAsBytes(i)));
			}
		}
		others().forEach((field) -> entries.add(new SimpleImmutableEntry<>(field.name(), field.value())));
		return entries.iterator();
	}

	@Override
	public int size() {
		int size = others().size();
		for (int i = 0; i < this.received.count(); i++) {
			size += this.received.isRemoved(i) ? 0 : 1;
		}
		return size;
	}

	/**
	 * Put a block in the place of all fields that have one of its names.
	 * @param block the block
	 */
	void set(FieldBlock block) {
		for (Field field : block.fields()) {
			remove(field.name());
		}
		this.block = block;
	}

	/**
	 * Return the fields that were not received. The block becomes single fields, because
	 * somebody looks for one or changes one.
	 * @return the fields
	 */
	private List<Field> others() {
		if (this.block != null) {
			this.added.addAll(0, this.block.fields());
			this.block = null;
		}
		return this.added;
	}

	/**
	 * Return the fields that were not received, among which all of a name are.
	 * @param name the name
	 * @return the fields
	 */
	private List<Field> others(CharSequence name) {
		return (this.block != null && this.block.has(name)) ? others() : this.added;
	}

	/**
	 * Add a field.
	 * @throws IllegalArgumentException when it could not be written as one field
	 */
	@Override
	public HttpHeaders add(CharSequence name, Object value) {
		this.added.add(new Field(name, (value instanceof CharSequence text) ? text : value.toString()));
		return this;
	}

	@Override
	public HttpHeaders remove(CharSequence name) {
		for (int i = this.received.find(name, 0); i != -1; i = this.received.find(name, i + 1)) {
			this.received.remove(i);
		}
		if (!others(name).isEmpty()) {
			this.added.removeIf((field) -> field.isNamed(name));
		}
		return this;
	}

	/**
	 * Remove received fields by their names, looking only at those with some initials.
	 * @param initials the initials, in lower case
	 * @param condition which of their names go
	 */
	public void removeReceived(String initials, Predicate<AsciiString> condition) {
		for (int i = 0; i < this.received.count(); i++) {
			if (initials.indexOf(this.received.initial(i)) != -1 && !this.received.isRemoved(i)
					&& condition.test(this.received.name(i))) {
				this.received.remove(i);
			}
		}
	}

	@Override
	public HttpHeaders clear() {
		for (int i = 0; i < this.received.count(); i++) {
			this.received.remove(i);
		}
		this.block = null;
		this.added.clear();
		return this;
	}

	int estimatedLength() {
		int ofBlock = (this.block != null) ? this.block.length() : 0;
		return this.received.length() + ofBlock + this.added.size() * USUAL_ADDED_LENGTH;
	}

	void writeTo(ByteBuf out) {
		this.received.writeTo(out);
		if (this.block != null) {
			this.block.writeTo(out);
		}
		for (Field field : this.added) {
			FieldWriter.write(field.name(), field.value(), out);
		}
	}

}
