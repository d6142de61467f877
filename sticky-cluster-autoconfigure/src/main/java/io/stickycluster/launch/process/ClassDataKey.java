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
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Enumeration;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * A checksum of everything that a class-data archive depends on.
 */
final class ClassDataKey {

	/**
	 * Changes when the layout of a cache entry does.
	 */
	private static final String VERSION = "1";

	private static final int LENGTH = 32;

	private final MessageDigest digest;

	ClassDataKey() {
		try {
			this.digest = MessageDigest.getInstance("SHA-256");
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
		add(VERSION);
		for (String property : List.of("java.home", "java.vendor", "java.vm.name", "java.vm.version", "os.arch")) {
			add(System.getProperty(property, ""));
		}
	}

	void add(String value) {
		this.digest.update(value.getBytes(StandardCharsets.UTF_8));
		this.digest.update((byte) 0);
	}

	/**
	 * Add a file of the class path. The JVM, too, knows it by its size and time.
	 * @param file the file
	 * @throws IOException if it cannot be looked at
	 */
	void addFile(Path file) throws IOException {
		add(file.toAbsolutePath().toString());
		if (Files.isRegularFile(file)) {
			add(Files.size(file) + " " + Files.getLastModifiedTime(file).toMillis());
		}
	}

	/**
	 * Add what is in a jar, wherever it is. Its directory has a checksum of each entry,
	 * so that the entries themselves need not be read.
	 * @param jar the jar
	 * @throws IOException if it cannot be read
	 */
	void addContent(Path jar) throws IOException {
		add(String.valueOf(jar.getFileName()));
		try (ZipFile file = new ZipFile(jar.toFile())) {
			Enumeration<? extends ZipEntry> entries = file.entries();
			while (entries.hasMoreElements()) {
				ZipEntry entry = entries.nextElement();
				add(entry.getName() + " " + entry.getCrc() + " " + entry.getSize());
			}
		}
	}

	String value() {
		return HexFormat.of().formatHex(this.digest.digest()).substring(0, LENGTH);
	}

}
