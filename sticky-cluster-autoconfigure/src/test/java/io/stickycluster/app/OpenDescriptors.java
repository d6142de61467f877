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
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;

/**
 * The file descriptors of this JVM, which it knows no numbers of itself.
 */
public final class OpenDescriptors {

	private static final Path ALL = Path.of("/proc/self/fd");

	private OpenDescriptors() {
	}

	/**
	 * Open something and find its number.
	 * @param <T> the type of what is opened
	 * @param name what the name of the descriptor begins with
	 * @param opening opens it, and no other thing whose name begins so
	 * @return what was opened, and its number
	 */
	public static <T> Opened<T> open(String name, Callable<T> opening) throws Exception {
		Set<String> before = links();
		T opened = opening.call();
		Set<String> after = links();
		after.removeAll(before);
		return after.stream()
			.map((link) -> link.split(" ", 2))
			.filter((link) -> link[1].startsWith(name))
			.map((link) -> new Opened<>(opened, Integer.parseInt(link[0])))
			.findFirst()
			.orElseThrow();
	}

	private static Set<String> links() throws IOException {
		try (Stream<Path> all = Files.list(ALL)) {
			return new HashSet<>(all.map(OpenDescriptors::link).toList());
		}
	}

	private static String link(Path descriptor) {
		try {
			return descriptor.getFileName() + " " + Files.readSymbolicLink(descriptor);
		}
		catch (NoSuchFileException ex) {
			// that of the listing itself
			return "-1 ";
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * What was opened.
	 */
	public record Opened<T>(T object, int descriptor) {

	}

}
