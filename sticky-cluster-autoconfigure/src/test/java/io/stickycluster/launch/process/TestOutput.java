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

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * {@link ProcessOutput} that remembers all lines.
 */
final class TestOutput implements ProcessOutput {

	private final List<String> lines = new CopyOnWriteArrayList<>();

	@Override
	public CompletionStage<Void> follow(InputStream output, String threadName) {
		CompletableFuture<Void> done = new CompletableFuture<>();
		Thread thread = new Thread(() -> read(output, done), threadName);
		thread.setDaemon(true);
		thread.start();
		return done;
	}

	@Override
	public List<String> last(int count) {
		return this.lines.subList(Math.max(0, this.lines.size() - count), this.lines.size());
	}

	List<String> lines() {
		return this.lines;
	}

	private void read(InputStream output, CompletableFuture<Void> done) {
		try (BufferedReader reader = new BufferedReader(new InputStreamReader(output, StandardCharsets.UTF_8))) {
			reader.lines().forEach(this.lines::add);
		}
		catch (IOException ex) {
			// As at the end
		}
		finally {
			done.complete(null);
		}
	}

}
