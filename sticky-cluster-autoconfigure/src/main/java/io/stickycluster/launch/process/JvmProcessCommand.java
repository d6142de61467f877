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
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import io.stickycluster.launch.Artifact;
import io.stickycluster.launch.LaunchRequest;

/**
 * {@link ProcessCommand} that starts the application in a JVM like the supervisor's.
 */
public final class JvmProcessCommand implements ProcessCommand {

	static final Path JAVA = Path.of(System.getProperty("java.home"), "bin", "java");

	/**
	 * The supervisor's JVM has taken the arguments in them for its own, which the
	 * instances inherit.
	 */
	static final Set<String> ARGUMENT_VARIABLES = Set.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS");

	private static final Log logger = LogFactory.getLog(JvmProcessCommand.class);

	private final JavaProgram program;

	private final JvmArguments jvmArguments;

	private final MemoryShare memory;

	private final @Nullable ClassDataSharing classDataSharing;

	private final ProcessEnvironment environment;

	private final Path directory;

	private final int instances;

	/**
	 * Create a command.
	 * @param program what the JVMs run
	 * @param jvmArguments the JVMs' arguments
	 * @param memory the instances' shares of the memory
	 * @param classDataSharing how the start is made faster, or {@code null} for not at
	 * all
	 * @param environment the instances' environment variables
	 * @param directory the directory for argument files, which no other user can read
	 * @param instances how many instances there are at least
	 */
	public JvmProcessCommand(JavaProgram program, JvmArguments jvmArguments, MemoryShare memory,
			@Nullable ClassDataSharing classDataSharing, ProcessEnvironment environment, Path directory,
			int instances) {
		this.program = program;
		this.jvmArguments = jvmArguments;
		this.memory = memory;
		this.classDataSharing = classDataSharing;
		this.environment = environment;
		this.directory = directory;
		this.instances = instances;
		new MemoryLog(logger, memory).log(instances, jvmArguments.forInstance(0));
	}

	@Override
	public PreparedProcess prepare(LaunchRequest request) throws IOException {
		int index = request.identity().index();
		List<String> jvm = new ArrayList<>(this.jvmArguments.forInstance(index));
		jvm.addAll(this.memory.arguments(Math.max(this.instances, request.identity().clusterSize()), jvm));
		Artifact artifact = request.release().artifact();
		JavaProgram program = (artifact != null) ? this.program.withJar(artifact.file()) : this.program;
		SharedStart start = (this.classDataSharing != null) ? this.classDataSharing.prepare(program, jvm)
				: SharedStart.without(program);
		jvm.addAll(start.arguments());
		jvm.addAll(start.program().launch());
		jvm.addAll(start.program().arguments());
		Path arguments;
		try {
			arguments = ArgumentFile.write(this.directory, "instance-" + index + "-", jvm);
		}
		catch (IOException ex) {
			start.afterExit().accept(SharedStart.NOT_STARTED);
			throw ex;
		}
		return new PreparedProcess(
				List.of(JAVA.toString(), "-Dsticky.cluster.index=" + index, "@" + arguments.toAbsolutePath()),
				this.environment.of(request), ARGUMENT_VARIABLES, null, List.of(arguments), start.afterExit());
	}

}
