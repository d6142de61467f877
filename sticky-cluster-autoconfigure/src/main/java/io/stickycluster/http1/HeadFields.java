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

import java.util.Arrays;

import io.netty.buffer.ByteBuf;
import io.netty.util.AsciiString;

/**
 * The fields of a received head, as places in its bytes. Removing one marks its place;
 * what is left is written in as few pieces as possible.
 */
final class HeadFields {

	private static final int KEY = 0;

	private static final int NAME = 1;

	private static final int NAME_END = 2;

	private static final int VALUE = 3;

	private static final int VALUE_END = 4;

	private static final int STRIDE = 5;

	private static final int REMOVED = 0;

	private final byte[] bytes;

	private final int[] places;

	private final int count;

	/**
	 * A bit for each name that is there, so that most that are not need no search.
	 */
	private final long present;

	private HeadFields(byte[] bytes, int[] places, int count, long present) {
		this.bytes = bytes;
		this.places = places;
		this.count = count;
		this.present = present;
	}

	int count() {
		return this.count;
	}

	int length() {
		return (this.count != 0) ? end(this.count - 1) - place(0, NAME) : 0;
	}

	/**
	 * Find the next field of a name.
	 * @param name the name, in any case
	 * @param from the first place to look at
	 * @return the place, -1 when there is none
	 */
	int find(CharSequence name, int from) {
		int key = key(name);
		if ((this.present & bit(key)) == 0) {
			return -1;
		}
		for (int i = from; i < this.count; i++) {
			if (place(i, KEY) == key && isNamed(i, name)) {
				return i;
			}
		}
		return -1;
	}

	private boolean isNamed(int field, CharSequence name) {
		int start = place(field, NAME);
		for (int i = 0; i < name.length(); i++) {
			if (Octets.lowerCase(this.bytes[start + i]) != Octets.lowerCase(name.charAt(i))) {
				return false;
			}
		}
		return true;
	}

	boolean isRemoved(int field) {
		return place(field, KEY) == REMOVED;
	}

	void remove(int field) {
		this.places[field * STRIDE + KEY] = REMOVED;
	}

	/**
	 * Return the first letter of a field's name, in lower case.
	 * @param field the field
	 * @return the letter
	 */
	int initial(int field) {
		return Octets.lowerCase(this.bytes[place(field, NAME)]);
	}

	AsciiString name(int field) {
		return text(place(field, NAME), place(field, NAME_END));
	}

	AsciiString valueAsBytes(int field) {
		return text(place(field, VALUE), place(field, VALUE_END));
	}

	String value(int field) {
		return Octets.string(this.bytes, place(field, VALUE), place(field, VALUE_END));
	}

	private AsciiString text(int start, int end) {
		return (start != end) ? new AsciiString(this.bytes, start, end - start, false) : AsciiString.EMPTY_STRING;
	}

	/**
	 * Write what was not removed, as it came.
	 * @param out where to
	 */
	void writeTo(ByteBuf out) {
		int i = 0;
		while (i < this.count) {
			int first = i;
			while (i < this.count && !isRemoved(i)) {
				i++;
			}
			if (i > first) {
				int start = place(first, NAME);
				out.writeBytes(this.bytes, start, end(i - 1) - start);
			}
			i++;
		}
	}

	private int end(int field) {
		// nothing but blanks can be between a value and the end of its line
		int end = place(field, VALUE_END);
		while (this.bytes[end] != '\n') {
			end++;
		}
		return end + 1;
	}

	private int place(int field, int what) {
		return this.places[field * STRIDE + what];
	}

	private static int key(CharSequence name) {
		int length = name.length();
		return (length != 0) ? key(length, name.charAt(0), name.charAt(length - 1)) : REMOVED;
	}

	private static int key(int length, int first, int last) {
		return length << 16 | Octets.lowerCase(first) << 8 | Octets.lowerCase(last);
	}

	private static long bit(int key) {
		return 1L << ((key * 0x9E3779B1) >>> 26);
	}

	/**
	 * Collects fields while a head is parsed.
	 */
	static final class Builder {

		private static final int USUAL = 16;

		private static final int[] NO_PLACES = new int[0];

		private int[] places = NO_PLACES;

		private int count;

		private long present;

		/**
		 * Add a field.
		 * @param bytes the head
		 * @param name where its name begins
		 * @param nameEnd where its name ends
		 * @param end where its line ends
		 */
		void add(byte[] bytes, int name, int nameEnd, int end) {
			int value = nameEnd + 1;
			int valueEnd = end;
			while (value < valueEnd && Octets.isBlank(bytes[value])) {
				value++;
			}
			while (valueEnd > value && Octets.isBlank(bytes[valueEnd - 1])) {
				valueEnd--;
			}
			int at = this.count++ * STRIDE;
			if (at == this.places.length) {
				this.places = Arrays.copyOf(this.places, Math.max(at * 2, USUAL * STRIDE));
			}
			int key = key(nameEnd - name, bytes[name], bytes[nameEnd - 1]);
			this.present |= bit(key);
			this.places[at + KEY] = key;
			this.places[at + NAME] = name;
			this.places[at + NAME_END] = nameEnd;
			this.places[at + VALUE] = value;
			this.places[at + VALUE_END] = valueEnd;
		}

		HeadFields build(byte[] bytes) {
			return new HeadFields(bytes, this.places, this.count, this.present);
		}

	}

}
