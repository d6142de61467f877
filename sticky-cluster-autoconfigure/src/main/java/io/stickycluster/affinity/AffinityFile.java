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

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.CheckedOutputStream;

/**
 * A file of the clients that are not where a selection alone would give them to: 20 bytes
 * each, after a head, with a checksum at the end. It is replaced as a whole.
 */
final class AffinityFile {

	private static final int MAGIC = 0x53434146;

	private static final int VERSION = 1;

	private static final AffinityKey END = new AffinityKey(0, 0);

	private final Path path;

	/**
	 * Create a file.
	 * @param path where it is, in a directory that only its owner can enter
	 */
	AffinityFile(Path path) {
		this.path = path;
	}

	/**
	 * Write what has to be remembered.
	 * @param tables the tables
	 * @param candidates the instances
	 * @return how many clients were written
	 * @throws IOException if it cannot be written
	 */
	int write(List<AffinityTable> tables, Candidates candidates) throws IOException {
		Path draft = Files.createTempFile(this.path.getParent(), this.path.getFileName() + "-", ".draft");
		try {
			int count;
			try (OutputStream output = Files.newOutputStream(draft)) {
				count = write(tables, candidates, output);
			}
			Files.move(draft, this.path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
			return count;
		}
		catch (UncheckedIOException ex) {
			throw ex.getCause();
		}
		finally {
			Files.deleteIfExists(draft);
		}
	}

	private static int write(List<AffinityTable> tables, Candidates candidates, OutputStream output)
			throws IOException {
		CheckedOutputStream checked = new CheckedOutputStream(new BufferedOutputStream(output, 1 << 16), new CRC32());
		DataOutputStream data = new DataOutputStream(checked);
		data.writeInt(MAGIC);
		data.writeInt(VERSION);
		data.writeInt(tables.size());
		int[] count = new int[1];
		for (AffinityTable table : tables) {
			table.forEachElsewhere(candidates, (client, place) -> {
				writeClient(data, client, place);
				count[0]++;
			});
			writeClient(data, END, Place.NOWHERE);
		}
		data.writeLong(checked.getChecksum().getValue());
		data.flush();
		return count[0];
	}

	private static void writeClient(DataOutputStream data, AffinityKey client, int place) {
		try {
			data.writeLong(client.high());
			data.writeLong(client.low());
			data.writeInt(place);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Check the file and read it.
	 * @param tables the tables
	 * @param candidates the instances
	 * @return how many clients are remembered that were not known
	 * @throws IOException if there is none, or it is damaged; nobody is remembered then
	 */
	int read(List<AffinityTable> tables, Candidates candidates) throws IOException {
		read(tables.size(), (table, client, place) -> {
		});
		int[] count = new int[1];
		read(tables.size(), (table, client, place) -> {
			if (tables.get(table).tryRestore(client, place, candidates)) {
				count[0]++;
			}
		});
		return count[0];
	}

	private void read(int tables, Reader reader) throws IOException {
		try (CheckedInputStream checked = new CheckedInputStream(
				new BufferedInputStream(Files.newInputStream(this.path), 1 << 16), new CRC32());
				DataInputStream data = new DataInputStream(checked)) {
			if (data.readInt() != MAGIC || data.readInt() != VERSION) {
				throw new IOException("it is of another version");
			}
			if (data.readInt() != tables) {
				throw new IOException("clients were recognised in other ways");
			}
			for (int table = 0; table < tables; table++) {
				readTable(data, table, reader);
			}
			long expected = checked.getChecksum().getValue();
			if (data.readLong() != expected) {
				throw new IOException("its checksum is wrong");
			}
		}
	}

	private static void readTable(DataInputStream data, int table, Reader reader) throws IOException {
		while (true) {
			AffinityKey client = new AffinityKey(data.readLong(), data.readLong());
			int place = data.readInt();
			if (place == Place.NOWHERE) {
				return;
			}
			reader.read(table, client, place);
		}
	}

	/**
	 * Takes what is read.
	 */
	@FunctionalInterface
	private interface Reader {

		void read(int table, AffinityKey client, int place);

	}

}
