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
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import tools.jackson.databind.json.JsonMapper;

/**
 * Runs the scripts that drive the official JavaScript clients.
 */
final class NodeScript {

	private static final Path DIRECTORY = Path.of("src", "test", "js");

	private static final int TIMEOUT_SECONDS = 240;

	private NodeScript() {
	}

	static Report clients(SampleApplication application, Map<String, ?> plan) {
		return clients(application.port(), plan);
	}

	/**
	 * Let clients of a protocol send messages.
	 * @param port the port that they connect to
	 * @param plan what they do
	 * @return what became of them
	 */
	static Report clients(int port, Map<String, ?> plan) {
		JsonMapper json = new JsonMapper();
		Map<String, Object> argument = new HashMap<>(plan);
		argument.put("port", port);
		return json.readValue(run("clients.mjs", json.writeValueAsString(argument)), Report.class);
	}

	/**
	 * Let clients say one thing each.
	 * @param application the application
	 * @param socketIo how many Socket.IO clients
	 * @param stomp how many STOMP clients
	 * @return what they heard
	 */
	static ChatReport chat(SampleApplication application, int socketIo, int stomp) {
		JsonMapper json = new JsonMapper();
		String argument = json
			.writeValueAsString(Map.of("port", application.port(), "socketio", socketIo, "stomp", stomp));
		return json.readValue(run("chat.mjs", argument), ChatReport.class);
	}

	/**
	 * Let clients chat while the cluster is reloaded.
	 * @param application the application
	 * @param clients how many clients speak
	 * @param listeners how many clients only listen
	 * @return what they noticed
	 */
	static ReloadReport reload(SampleApplication application, int clients, int listeners) {
		JsonMapper json = new JsonMapper();
		String argument = json
			.writeValueAsString(Map.of("port", application.port(), "clients", clients, "listeners", listeners));
		return json.readValue(run("reload.mjs", argument), ReloadReport.class);
	}

	static BrowserReport browser(SampleApplication application, Path screenshots) {
		return browser("http://127.0.0.1:" + application.port(), screenshots);
	}

	/**
	 * Let two tabs of a browser chat.
	 * @param base where the application's pages are
	 * @param screenshots where pictures go
	 * @return what was seen
	 */
	static BrowserReport browser(String base, Path screenshots) {
		return new JsonMapper().readValue(run("browser.mjs", base, screenshots.toAbsolutePath().toString()),
				BrowserReport.class);
	}

	/**
	 * Let a browser connect to its instance directly, and kill that.
	 * @param application the application
	 * @param screenshots where pictures go
	 * @return what was seen before and after
	 */
	static DirectReport direct(SampleApplication application, Path screenshots) {
		return new JsonMapper().readValue(
				run("direct.mjs", "http://localhost:" + application.port(), screenshots.toAbsolutePath().toString()),
				DirectReport.class);
	}

	private static String run(String script, String... arguments) {
		if (!Files.isDirectory(DIRECTORY.resolve("node_modules"))) {
			throw new AssertionError("The JavaScript clients are not installed: run ./check once.");
		}
		List<String> command = new ArrayList<>(List.of("node", script));
		command.addAll(List.of(arguments));
		try {
			Path out = Files.createTempFile("node", ".out");
			Path err = Files.createTempFile("node", ".err");
			Process process = new ProcessBuilder(command).directory(DIRECTORY.toFile())
				.redirectOutput(out.toFile())
				.redirectError(err.toFile())
				.start();
			try {
				boolean ended = process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS);
				String report = Files.readString(out);
				if (!ended || report.isBlank()) {
					throw new AssertionError(script + (ended ? " failed: " : " hangs: ") + Files.readString(err));
				}
				return report;
			}
			finally {
				process.destroyForcibly();
				Files.delete(out);
				Files.delete(err);
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException("Node is missing or cannot run: run ./check once.", ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * What became of many clients.
	 *
	 * @param clients how many there were
	 * @param stayed how many were served by one instance only
	 * @param moved how many saw more than one instance
	 * @param failed how many did not get through
	 * @param sessionIdUnknown how often a server did not know the session
	 * @param instances how many clients an instance had, by its index
	 * @param errors how often what went wrong
	 */
	record Report(int clients, int stayed, int moved, int failed, int sessionIdUnknown, Map<String, Integer> instances,
			Map<String, Integer> errors) {

	}

	/**
	 * What clients heard of each other.
	 *
	 * @param clients how many there were
	 * @param complete how many heard all others
	 * @param twice how many messages reached a client once more
	 * @param instances how many clients an instance had, by its index
	 * @param errors how often what went wrong
	 */
	record ChatReport(int clients, int complete, int twice, Map<String, Integer> instances,
			Map<String, Integer> errors) {

	}

	/**
	 * What clients noticed of a reload.
	 *
	 * @param clients how many there were
	 * @param status how the reload ended
	 * @param served how many were connected in the end
	 * @param moved how many saw more than one instance
	 * @param connects how many clients connected how often
	 * @param lost how many messages did not reach a client that was connected
	 * @param twice how many messages reached a client once more
	 * @param incomplete how many clients did not hear everybody's last message
	 * @param errors how often what went wrong
	 */
	record ReloadReport(int clients, String status, int served, int moved, Map<Integer, Integer> connects, int lost,
			int twice, int incomplete, Map<String, Integer> errors) {

	}

	/**
	 * What two tabs of a browser saw of the chat.
	 *
	 * @param problems what went wrong in the pages
	 * @param redirectedTo the path of the page
	 * @param protocols by which protocol each tab got the page, named as by ALPN
	 * @param handshakes the status of the answer to each WebSocket
	 * @param socketIo what each saw over Socket.IO
	 * @param stomp what each saw over STOMP
	 * @param phoneOverflow the pixels to scroll sideways at phone width
	 */
	record BrowserReport(List<String> problems, String redirectedTo, List<String> protocols, List<Integer> handshakes,
			List<Tab> socketIo, List<Tab> stomp, int phoneOverflow) {

	}

	/**
	 * What one tab saw.
	 *
	 * @param instance the index of the instance that served it
	 * @param port the port of that
	 * @param messages how many messages it heard
	 */
	record Tab(String instance, String port, int messages) {

	}

	/**
	 * How a browser has connected.
	 *
	 * @param pageErrors what went wrong in the page
	 * @param first before the instance was killed
	 * @param second after it
	 */
	record DirectReport(List<String> pageErrors, Visit first, Visit second) {

	}

	/**
	 * A direct connection.
	 *
	 * @param instance the index of the instance that answered
	 * @param port the port that it listens on
	 * @param polled the ports that Socket.IO's requests went to
	 * @param opened the ports that its WebSockets went to
	 */
	record Visit(String instance, String port, List<String> polled, List<String> opened) {

	}

}
