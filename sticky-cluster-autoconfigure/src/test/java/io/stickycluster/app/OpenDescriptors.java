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
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The file descriptors of this JVM, which it knows no numbers of itself.
 */
public final class OpenDescriptors {

	private static final Path NETWORK = Path.of("/proc/self/net");

	private OpenDescriptors() {
	}

	/**
	 * Find the descriptor of a TCP socket.
	 * @param localPort its local port
	 * @return its number
	 */
	public static int ofPort(int localPort) throws IOException {
		String suffix = ":%04X".formatted(localPort);
		return ofSocket((columns) -> columns[1].endsWith(suffix), 9, "tcp", "tcp6");
	}

	/**
	 * Find the descriptor of a Unix-domain socket.
	 * @param path its path
	 * @return its number
	 */
	public static int ofUnixDomainSocket(Path path) throws IOException {
		return ofSocket((columns) -> columns[columns.length - 1].equals(path.toString()), 6, "unix");
	}

	/**
	 * Find the descriptor of a file.
	 * @param file the file
	 * @return its number
	 */
	public static int ofFile(Path file) throws IOException {
		return find(file.toRealPath().toString()::equals);
	}

	private static int ofSocket(Predicate<String[]> socket, int inode, String... tables) throws IOException {
		Set<String> links = Stream.of(tables)
			.flatMap((table) -> lines(NETWORK.resolve(table)))
			.skip(1)
			.map((line) -> line.trim().split("\\s+"))
			.filter((columns) -> columns.length > inode && socket.test(columns))
			.map((columns) -> "socket:[" + columns[inode] + "]")
			.collect(Collectors.toSet());
		return find(links::contains);
	}

	private static Stream<String> lines(Path table) {
		try {
			return Files.exists(table) ? Files.readAllLines(table).stream() : Stream.of();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static int find(Predicate<String> link) throws IOException {
		try (Stream<Path> all = Files.list(Path.of("/proc/self/fd"))) {
			return all.filter((descriptor) -> link.test(link(descriptor)))
				.map((descriptor) -> Integer.parseInt(descriptor.getFileName().toString()))
				.findFirst()
				.orElseThrow();
		}
	}

	private static String link(Path descriptor) {
		try {
			return Files.readSymbolicLink(descriptor).toString();
		}
		catch (NoSuchFileException ex) {
			// Closed meanwhile
			return "";
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
