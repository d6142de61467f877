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

package io.stickycluster.launch.process;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/**
 * A file with arguments for the java launcher ({@code java @file}), where no other user
 * can read them and where they may be as long as they like.
 */
final class ArgumentFile {

	private ArgumentFile() {
	}

	/**
	 * Write arguments to a new file that its owner only may read.
	 * @param directory the directory of the file
	 * @param prefix how the file's name begins
	 * @param arguments the arguments
	 * @return the file
	 * @throws IOException if it cannot be written
	 */
	static Path write(Path directory, String prefix, List<String> arguments) throws IOException {
		StringBuilder content = new StringBuilder();
		for (String argument : arguments) {
			content.append(quote(argument)).append('\n');
		}
		Path file = create(directory, prefix);
		try {
			return Files.writeString(file, content, nativeCharset());
		}
		catch (IOException ex) {
			Files.deleteIfExists(file);
			throw ex;
		}
	}

	private static Path create(Path directory, String prefix) throws IOException {
		if (!directory.getFileSystem().supportedFileAttributeViews().contains("posix")) {
			return Files.createTempFile(directory, prefix, ".args");
		}
		return Files.createTempFile(directory, prefix, ".args",
				PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
	}

	private static Charset nativeCharset() {
		// The launcher takes the bytes as they are, as it takes those of a command line
		String name = System.getProperty("sun.jnu.encoding");
		return (name != null && Charset.isSupported(name)) ? Charset.forName(name) : Charset.defaultCharset();
	}

	static String quote(String argument) {
		StringBuilder quoted = new StringBuilder("\"");
		for (int i = 0; i < argument.length(); i++) {
			char c = argument.charAt(i);
			switch (c) {
				case '\\', '"' -> quoted.append('\\').append(c);
				case '\n' -> quoted.append("\\n");
				case '\r' -> quoted.append("\\r");
				case '\t' -> quoted.append("\\t");
				case '\f' -> quoted.append("\\f");
				default -> quoted.append(c);
			}
		}
		return quoted.append('"').toString();
	}

}
