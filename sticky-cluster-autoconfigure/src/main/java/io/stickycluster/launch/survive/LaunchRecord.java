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

package io.stickycluster.launch.survive;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Properties;

import org.jspecify.annotations.Nullable;

import io.stickycluster.launch.Artifact;
import io.stickycluster.launch.Release;
import io.stickycluster.launch.deploy.ReleaseProperties;

/**
 * What the next supervisor has to know of the launch of an instance to take it over.
 *
 * @param index the instance's index
 * @param generation its generation
 * @param portOffset what was added to the ports of its index
 * @param token the secret of the launch
 * @param process its process, {@code null} while it is being started
 * @param ready whether it has said that it serves
 * @param release what it was launched of
 */
public record LaunchRecord(int index, int generation, int portOffset, String token, @Nullable ProcessIdentity process,
		boolean ready, Release release) {

	private static final String RELEASE = "release.";

	private static final String ARTIFACTS = "artifacts";

	/**
	 * Return this record with the process that was started.
	 * @param process the process
	 * @return the record
	 */
	public LaunchRecord started(ProcessIdentity process) {
		return new LaunchRecord(this.index, this.generation, this.portOffset, this.token, process, this.ready,
				this.release);
	}

	/**
	 * Return this record of an instance that serves.
	 * @return the record
	 */
	public LaunchRecord readied() {
		return new LaunchRecord(this.index, this.generation, this.portOffset, this.token, this.process, true,
				this.release);
	}

	/**
	 * Return what its instance is called in files and threads.
	 * @return the name
	 */
	public String name() {
		return name(this.index, this.generation);
	}

	static String name(int index, int generation) {
		return "instance-" + index + "-" + generation;
	}

	Properties toProperties() {
		Properties properties = new Properties();
		properties.setProperty("index", String.valueOf(this.index));
		properties.setProperty("generation", String.valueOf(this.generation));
		properties.setProperty("port-offset", String.valueOf(this.portOffset));
		properties.setProperty("token", this.token);
		if (this.process != null) {
			properties.setProperty("pid", String.valueOf(this.process.pid()));
			properties.setProperty("birth", this.process.birth());
		}
		properties.setProperty("ready", String.valueOf(this.ready));
		Artifact artifact = this.release.artifact();
		if (artifact != null) {
			properties.setProperty(ARTIFACTS, artifact.file().resolve("../..").normalize().toString());
		}
		ReleaseProperties.write(properties, RELEASE, this.release);
		return properties;
	}

	static LaunchRecord of(Properties properties) throws IOException {
		try {
			String pid = properties.getProperty("pid");
			ProcessIdentity process = (pid != null)
					? new ProcessIdentity(Long.parseLong(pid), require(properties, "birth")) : null;
			return new LaunchRecord(number(properties, "index"), number(properties, "generation"),
					number(properties, "port-offset"), require(properties, "token"), process,
					Boolean.parseBoolean(properties.getProperty("ready")),
					ReleaseProperties.read(properties, RELEASE, Path.of(properties.getProperty(ARTIFACTS, ""))));
		}
		catch (IllegalArgumentException ex) {
			throw new IOException("malformed: " + ex.getMessage(), ex);
		}
	}

	private static int number(Properties properties, String name) throws IOException {
		int number = Integer.parseInt(require(properties, name));
		if (number < 0) {
			throw new IOException("'" + name + "' is negative");
		}
		return number;
	}

	private static String require(Properties properties, String name) throws IOException {
		String value = properties.getProperty(name);
		if (value == null || value.isEmpty()) {
			throw new IOException("'" + name + "' is missing");
		}
		return value;
	}

	@Override
	public String toString() {
		return name() + " (process " + this.process + ")";
	}

}
