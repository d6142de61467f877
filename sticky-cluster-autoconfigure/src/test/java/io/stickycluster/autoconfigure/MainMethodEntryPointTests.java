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

package io.stickycluster.autoconfigure;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link MainMethodEntryPoint}.
 */
class MainMethodEntryPointTests {

	private static final List<String> calls = new ArrayList<>();

	@BeforeEach
	void forgetCalls() {
		calls.clear();
	}

	@Test
	void runCallsTheUsualMainWithItsOwnCopyOfTheArguments() throws Exception {
		MainMethodEntryPoint entryPoint = new MainMethodEntryPoint(Usual.class, new String[] { "a" });
		entryPoint.run();
		entryPoint.run();
		assertThat(calls).containsExactly("usual a", "usual a");
	}

	@Test
	void runCallsAMainWithoutArguments() throws Exception {
		new MainMethodEntryPoint(WithoutArguments.class, new String[] { "a" }).run();
		assertThat(calls).containsExactly("without");
	}

	@Test
	void runCallsAnInstanceMain() throws Exception {
		new MainMethodEntryPoint(OfAnInstance.class, new String[] { "a" }).run();
		assertThat(calls).containsExactly("instance a");
	}

	@Test
	void runThrowsWhatMainThrows() {
		assertThatExceptionOfType(IOException.class)
			.isThrownBy(new MainMethodEntryPoint(Throwing.class, new String[0])::run)
			.withMessage("from main");
	}

	static class Usual {

		static void main(String[] args) {
			calls.add("usual " + args[0]);
			args[0] = "changed";
		}

	}

	static class WithoutArguments {

		static void main() {
			calls.add("without");
		}

	}

	static class OfAnInstance {

		void main(String[] args) {
			calls.add("instance " + args[0]);
		}

	}

	static class Throwing {

		static void main(String[] args) throws IOException {
			throw new IOException("from main");
		}

	}

}
