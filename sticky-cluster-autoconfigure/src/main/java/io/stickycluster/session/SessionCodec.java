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
package io.stickycluster.session;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * Bytes of requests to the store and of its answers on a link. Both begin with a version
 * and the number of the request.
 */
final class SessionCodec {

	private static final int VERSION = 1;

	private static final int FIND = 1;

	private static final int SAVE = 2;

	private static final int DELETE = 3;

	private static final SaveResult[] RESULTS = SaveResult.values();

	private SessionCodec() {
	}

	static byte[] request(long number, SessionRequest request) {
		return encode(number, (out) -> {
			if (request instanceof SessionRequest.Find find) {
				out.writeByte(FIND);
				writeString(out, find.id());
			}
			else if (request instanceof SessionRequest.Save save) {
				out.writeByte(SAVE);
				writeChange(out, save.change());
			}
			else if (request instanceof SessionRequest.Delete delete) {
				out.writeByte(DELETE);
				writeString(out, delete.id());
			}
		});
	}

	static SessionRequest request(DataInputStream in) throws IOException {
		int operation = in.readByte();
		return switch (operation) {
			case FIND -> new SessionRequest.Find(readString(in));
			case SAVE -> new SessionRequest.Save(readChange(in));
			case DELETE -> new SessionRequest.Delete(readString(in));
			default -> throw new IOException("there is no operation " + operation);
		};
	}

	static byte[] found(long number, @Nullable StoredSession session) {
		return encode(number, (out) -> {
			out.writeBoolean(session != null);
			if (session != null) {
				writeString(out, session.id());
				out.writeLong(session.creationTime());
				out.writeLong(session.lastAccessedTime());
				out.writeLong(session.maxInactiveMillis());
				writeAttributes(out, session.attributes());
			}
		});
	}

	static @Nullable StoredSession found(DataInputStream in) throws IOException {
		return in.readBoolean()
				? new StoredSession(readString(in), in.readLong(), in.readLong(), in.readLong(), readAttributes(in))
				: null;
	}

	static byte[] saved(long number, SaveResult result) {
		return encode(number, (out) -> out.writeByte(result.ordinal()));
	}

	static SaveResult saved(DataInputStream in) throws IOException {
		int result = in.readByte();
		if (result < 0 || result >= RESULTS.length) {
			throw new IOException("there is no result " + result);
		}
		return RESULTS[result];
	}

	static byte[] deleted(long number) {
		return encode(number, (out) -> {
		});
	}

	/**
	 * Begin to read a message.
	 * @param body its bytes
	 * @return what is left of it, beginning with its number
	 * @throws IOException if it is of another version
	 */
	static DataInputStream open(byte[] body) throws IOException {
		DataInputStream in = new DataInputStream(new ByteArrayInputStream(body));
		int version = in.readByte();
		if (version != VERSION) {
			throw new IOException("it has version %d, not %d".formatted(version, VERSION));
		}
		return in;
	}

	private static void writeChange(DataOutputStream out, SessionChange change) throws IOException {
		writeString(out, change.id());
		String storedId = change.storedId();
		out.writeBoolean(storedId != null);
		if (storedId != null) {
			writeString(out, storedId);
		}
		out.writeLong(change.creationTime());
		out.writeLong(change.lastAccessedTime());
		out.writeLong(change.maxInactiveMillis());
		writeAttributes(out, change.updated());
		out.writeInt(change.removed().size());
		for (String name : change.removed()) {
			writeString(out, name);
		}
	}

	private static SessionChange readChange(DataInputStream in) throws IOException {
		String id = readString(in);
		String storedId = in.readBoolean() ? readString(in) : null;
		return new SessionChange(id, storedId, in.readLong(), in.readLong(), in.readLong(), readAttributes(in),
				readNames(in));
	}

	private static void writeAttributes(DataOutputStream out, Map<String, byte[]> attributes) throws IOException {
		out.writeInt(attributes.size());
		for (Map.Entry<String, byte[]> attribute : attributes.entrySet()) {
			writeString(out, attribute.getKey());
			writeBytes(out, attribute.getValue());
		}
	}

	private static Map<String, byte[]> readAttributes(DataInputStream in) throws IOException {
		Map<String, byte[]> attributes = new HashMap<>();
		for (int left = in.readInt(); left > 0; left--) {
			attributes.put(readString(in), readBytes(in));
		}
		return attributes;
	}

	private static Set<String> readNames(DataInputStream in) throws IOException {
		Set<String> names = new HashSet<>();
		for (int left = in.readInt(); left > 0; left--) {
			names.add(readString(in));
		}
		return names;
	}

	private static void writeString(DataOutputStream out, String value) throws IOException {
		writeBytes(out, value.getBytes(StandardCharsets.UTF_8));
	}

	private static String readString(DataInputStream in) throws IOException {
		return new String(readBytes(in), StandardCharsets.UTF_8);
	}

	private static void writeBytes(DataOutputStream out, byte[] value) throws IOException {
		out.writeInt(value.length);
		out.write(value);
	}

	private static byte[] readBytes(DataInputStream in) throws IOException {
		int length = in.readInt();
		if (length < 0 || length > in.available()) {
			throw new EOFException("it ends too early");
		}
		return in.readNBytes(length);
	}

	private static byte[] encode(long number, Content content) {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		try (DataOutputStream out = new DataOutputStream(bytes)) {
			out.writeByte(VERSION);
			out.writeLong(number);
			content.write(out);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return bytes.toByteArray();
	}

	/**
	 * Writes what follows the beginning.
	 */
	@FunctionalInterface
	private interface Content {

		void write(DataOutputStream out) throws IOException;

	}

}
