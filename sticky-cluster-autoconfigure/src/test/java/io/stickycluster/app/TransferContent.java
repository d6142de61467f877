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

package io.stickycluster.app;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Random;
import java.util.function.LongConsumer;
import java.util.zip.CRC32C;

/**
 * A body of any size that needs no memory: blocks of noise, each of which begins with its
 * number, so that its digest tells of blocks that are lost, doubled or exchanged.
 */
public final class TransferContent {

	private static final int BLOCK = 64 * 1024;

	private TransferContent() {
	}

	/**
	 * Write a body.
	 * @param bytes its size, a multiple of the size of a block
	 * @param output where to
	 * @param progress told how much has been written so far
	 * @return its digest
	 * @throws IOException when it cannot be written
	 */
	public static Digest write(long bytes, OutputStream output, LongConsumer progress) throws IOException {
		byte[] block = new byte[BLOCK];
		new Random(1).nextBytes(block);
		CRC32C sum = new CRC32C();
		for (long written = 0; written < bytes; written += BLOCK) {
			ByteBuffer.wrap(block).putLong(written);
			sum.update(block);
			output.write(block);
			progress.accept(written + BLOCK);
		}
		output.flush();
		return new Digest(bytes, sum.getValue());
	}

	/**
	 * Read a body to its end.
	 * @param input the body
	 * @return its digest
	 * @throws IOException when it cannot be read
	 */
	public static Digest read(InputStream input) throws IOException {
		byte[] buffer = new byte[BLOCK];
		CRC32C sum = new CRC32C();
		long bytes = 0;
		for (int count = input.read(buffer); count != -1; count = input.read(buffer)) {
			sum.update(buffer, 0, count);
			bytes += count;
		}
		return new Digest(bytes, sum.getValue());
	}

	/**
	 * Return what a body's digest must be.
	 * @param bytes the body's size
	 * @return the digest
	 */
	public static Digest digest(long bytes) {
		try {
			return write(bytes, OutputStream.nullOutputStream(), (written) -> {
			});
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Size and checksum of a body.
	 *
	 * @param bytes the size
	 * @param sum the checksum
	 */
	public record Digest(long bytes, long sum) {

	}

}
