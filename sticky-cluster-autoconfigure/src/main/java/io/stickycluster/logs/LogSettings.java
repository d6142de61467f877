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

package io.stickycluster.logs;

import java.nio.charset.Charset;
import java.util.Arrays;

import org.jspecify.annotations.Nullable;

/**
 * How the output of instances is read and where it goes.
 *
 * @param charset the encoding of the output, one in which a line feed is the byte 10
 * @param tailLines how many lines of each instance are kept in memory at most
 * @param tailCharacters how many characters of each instance are kept in memory at most
 * @param file the files that are written, or {@code null} for none
 */
public record LogSettings(Charset charset, int tailLines, long tailCharacters, @Nullable LogFileSettings file) {

	private static final byte[] LINE_FEED = { '\n' };

	public LogSettings {
		if (tailLines < 1 || tailCharacters < 1) {
			throw new IllegalArgumentException("'tailLines' (%d) and 'tailCharacters' (%d) must be at least 1"
				.formatted(tailLines, tailCharacters));
		}
		if (!isSupported(charset)) {
			throw new IllegalArgumentException("'charset' must encode a line feed as the byte 10, but is " + charset);
		}
	}

	/**
	 * Return whether output in an encoding can be taken apart into lines.
	 * @param charset the encoding
	 * @return whether a line feed is the byte 10 in it
	 */
	public static boolean isSupported(Charset charset) {
		return charset.canEncode() && Arrays.equals("\n".getBytes(charset), LINE_FEED);
	}

}
