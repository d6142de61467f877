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
import java.util.Date;
import java.util.Iterator;
import java.util.List;
import java.util.Map.Entry;
import java.util.Set;
import java.util.TreeSet;

import io.netty.handler.codec.DateFormatter;
import io.netty.handler.codec.http.HttpHeaders;
import org.jspecify.annotations.Nullable;

/**
 * The convenient part of headers, which is made of the few methods that take and return
 * character sequences.
 */
abstract class FieldHeaders extends HttpHeaders {

	@Override
	public abstract @Nullable String get(CharSequence name);

	@Override
	public abstract List<String> getAll(CharSequence name);

	@Override
	public abstract boolean contains(CharSequence name);

	@Override
	public abstract HttpHeaders add(CharSequence name, Object value);

	@Override
	public abstract HttpHeaders remove(CharSequence name);

	@Override
	public final @Nullable String get(String name) {
		return get((CharSequence) name);
	}

	@Override
	public final List<String> getAll(String name) {
		return getAll((CharSequence) name);
	}

	@Override
	public final boolean contains(String name) {
		return contains((CharSequence) name);
	}

	@Override
	public final boolean containsValue(CharSequence name, CharSequence value, boolean ignoreCase) {
		return contains(name) && super.containsValue(name, value, ignoreCase);
	}

	@Override
	public final @Nullable Integer getInt(CharSequence name) {
		Long value = number(name);
		return (value != null) ? (Integer) value.intValue() : null;
	}

	@Override
	public final int getInt(CharSequence name, int defaultValue) {
		Long value = number(name);
		return (value != null) ? value.intValue() : defaultValue;
	}

	@Override
	public final @Nullable Short getShort(CharSequence name) {
		Long value = number(name);
		return (value != null) ? (Short) value.shortValue() : null;
	}

	@Override
	public final short getShort(CharSequence name, short defaultValue) {
		Long value = number(name);
		return (value != null) ? value.shortValue() : defaultValue;
	}

	private @Nullable Long number(CharSequence name) {
		String value = get(name);
		try {
			return (value != null) ? Long.valueOf(value) : null;
		}
		catch (NumberFormatException ex) {
			return null;
		}
	}

	@Override
	public final @Nullable Long getTimeMillis(CharSequence name) {
		String value = get(name);
		Date date = (value != null) ? DateFormatter.parseHttpDate(value) : null;
		return (date != null) ? (Long) date.getTime() : null;
	}

	@Override
	public final long getTimeMillis(CharSequence name, long defaultValue) {
		Long value = getTimeMillis(name);
		return (value != null) ? value : defaultValue;
	}

	@Override
	public final List<Entry<String, String>> entries() {
		List<Entry<String, String>> entries = new ArrayList<>();
		iteratorCharSequence().forEachRemaining((entry) -> entries
			.add(new SimpleImmutableEntry<>(entry.getKey().toString(), entry.getValue().toString())));
		return entries;
	}

	@Override
	@Deprecated
	public final Iterator<Entry<String, String>> iterator() {
		return entries().iterator();
	}

	@Override
	public final boolean isEmpty() {
		return size() == 0;
	}

	@Override
	public final Set<String> names() {
		Set<String> names = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
		entries().forEach((entry) -> names.add(entry.getKey()));
		return names;
	}

	@Override
	public final HttpHeaders add(String name, Object value) {
		return add((CharSequence) name, value);
	}

	@Override
	public final HttpHeaders add(String name, Iterable<?> values) {
		values.forEach((value) -> add((CharSequence) name, value));
		return this;
	}

	@Override
	public final HttpHeaders addInt(CharSequence name, int value) {
		return add(name, Integer.toString(value));
	}

	@Override
	public final HttpHeaders addShort(CharSequence name, short value) {
		return addInt(name, value);
	}

	@Override
	public final HttpHeaders set(CharSequence name, Object value) {
		return remove(name).add(name, value);
	}

	@Override
	public final HttpHeaders set(String name, Object value) {
		return set((CharSequence) name, value);
	}

	@Override
	public final HttpHeaders set(String name, Iterable<?> values) {
		remove((CharSequence) name);
		return add(name, values);
	}

	@Override
	public final HttpHeaders setInt(CharSequence name, int value) {
		return set(name, Integer.toString(value));
	}

	@Override
	public final HttpHeaders setShort(CharSequence name, short value) {
		return setInt(name, value);
	}

	@Override
	public final HttpHeaders remove(String name) {
		return remove((CharSequence) name);
	}

}
