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

package io.stickycluster.sample.chat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that the page's client files are the official packages' own.
 */
class ClientFilesIntegrationTests {

	private static final Path SERVED = Path.of("src/main/resources/static/vendor");

	private static final Path PACKAGES = Path.of("src/test/js/node_modules");

	@ParameterizedTest
	@CsvSource({ "socket.io.min.js, socket.io-client/dist/socket.io.min.js",
			"sockjs.min.js, sockjs-client/dist/sockjs.min.js",
			"stomp.umd.min.js, @stomp/stompjs/bundles/stomp.umd.min.js" })
	void clientFileIsTheOfficialOne(String file, String original) throws IOException {
		assertThat(PACKAGES).as("The JavaScript clients are not installed: run ./check once.").isDirectory();
		assertThat(Files.mismatch(SERVED.resolve(file), PACKAGES.resolve(original))).isEqualTo(-1);
	}

}
