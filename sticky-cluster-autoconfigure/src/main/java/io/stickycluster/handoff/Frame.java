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

package io.stickycluster.handoff;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/**
 * What the supervisor and an instance in another process say to each other about
 * connections: a type and three numbers, always of the same length.
 *
 * @param type what is said
 * @param first the first number
 * @param second the second number
 * @param third the third number
 */
record Frame(Type type, int first, int second, int third) {

	/**
	 * How many bytes it has.
	 */
	static final int LENGTH = 1 + 3 * Integer.BYTES;

	static Frame of(Type type, int first, int second) {
		return new Frame(type, first, second, 0);
	}

	static Frame of(Type type, int id) {
		return new Frame(type, id, 0, 0);
	}

	ByteBuf encode(ByteBufAllocator allocator) {
		return allocator.ioBuffer(LENGTH)
			.writeByte(this.type.ordinal())
			.writeInt(this.first)
			.writeInt(this.second)
			.writeInt(this.third);
	}

	/**
	 * Read a frame.
	 * @param bytes its bytes
	 * @return the frame
	 * @throws IllegalArgumentException if there is no such frame
	 */
	static Frame decode(ByteBuf bytes) {
		int type = bytes.readUnsignedByte();
		if (type >= Type.VALUES.length) {
			throw new IllegalArgumentException("There is no frame of type " + type);
		}
		return new Frame(Type.VALUES[type], bytes.readInt(), bytes.readInt(), bytes.readInt());
	}

	/**
	 * What is said. An instance may be of another version than its supervisor: types keep
	 * their places, new ones come last, and whoever does not know one closes the sockets.
	 */
	enum Type {

		/**
		 * First frame of the socket that connections are passed over: the instance's
		 * index and generation.
		 */
		PASS,

		/**
		 * First frame of the socket for all the rest: the same.
		 */
		TALK,

		/**
		 * The instance has a connection: its id.
		 */
		TAKEN,

		/**
		 * The instance does not take a connection: its id.
		 */
		GIVEN_BACK,

		/**
		 * A connection has ended: its id.
		 */
		CLOSED,

		/**
		 * What is in progress, see {@link TakerCounts}.
		 */
		COUNTS,

		/**
		 * The instance is to end what is open: the close code, and the spread in
		 * milliseconds.
		 */
		END;

		private static final Type[] VALUES = values();

	}

}
