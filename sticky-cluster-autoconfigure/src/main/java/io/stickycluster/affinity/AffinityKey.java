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

import org.jspecify.annotations.Nullable;

/**
 * What a client is recognised by: 128 bits, for a client address its network prefix. A
 * client that is known already is the key of itself.
 */
public sealed class AffinityKey implements Comparable<AffinityKey> permits KnownClient {

	private final long high;

	private final long low;

	/**
	 * Create a key.
	 * @param high the upper 64 bits
	 * @param low the lower 64 bits
	 */
	public AffinityKey(long high, long low) {
		this.high = high;
		this.low = low;
	}

	public final long high() {
		return this.high;
	}

	public final long low() {
		return this.low;
	}

	/**
	 * Return a hash of the key whose every bit depends on every bit of the key, so that
	 * neighbouring addresses are spread evenly.
	 * @return the hash
	 */
	public final long hash() {
		return mix(this.low + mix(this.high));
	}

	@Override
	public final boolean equals(@Nullable Object other) {
		return other instanceof AffinityKey key && this.high == key.high && this.low == key.low;
	}

	@Override
	public final int hashCode() {
		return (int) hash();
	}

	/**
	 * Order keys, so that a table stays fast even when somebody sends keys that were made
	 * to have the same hash.
	 */
	@Override
	public final int compareTo(AffinityKey other) {
		int compared = Long.compare(this.high, other.high);
		return (compared != 0) ? compared : Long.compare(this.low, other.low);
	}

	@Override
	public final String toString() {
		return "%016x%016x".formatted(this.high, this.low);
	}

	/**
	 * Mix the bits of a number (the finalizer of SplitMix64, a bijection).
	 * @param value the number
	 * @return the mixed number
	 */
	static long mix(long value) {
		long mixed = (value ^ (value >>> 30)) * 0xbf58476d1ce4e5b9L;
		mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
		return mixed ^ (mixed >>> 31);
	}

	/**
	 * Return the number that some bytes are.
	 * @param bytes the bytes
	 * @param from where the number begins
	 * @param length how many bytes it has, at most 8
	 * @return the number
	 */
	static long number(byte[] bytes, int from, int length) {
		long number = 0;
		for (int i = from; i < from + length; i++) {
			number = (number << 8) | (bytes[i] & 0xff);
		}
		return number;
	}

}
