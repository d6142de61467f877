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
import java.nio.file.Files;
import java.nio.file.Path;

import javax.tools.ToolProvider;

/**
 * A class without a package that says hello.
 */
final class HelloClass {

	private static final String SOURCE = """
			public class Hello {
				public static void main(String[] args) {
					System.out.println("hello");
				}
			}
			""";

	private HelloClass() {
	}

	static byte[] bytes(Path directory) throws IOException {
		Path compiled = Files.createTempDirectory(directory, "hello");
		Path source = Files.writeString(compiled.resolve("Hello.java"), SOURCE);
		int result = ToolProvider.getSystemJavaCompiler().run(null, null, null, source.toString());
		if (result != 0) {
			throw new IllegalStateException("The compiler failed with " + result);
		}
		return Files.readAllBytes(compiled.resolve("Hello.class"));
	}

}
