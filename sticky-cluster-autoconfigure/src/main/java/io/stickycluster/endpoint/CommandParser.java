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

package io.stickycluster.endpoint;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import io.stickycluster.supervisor.ClusterCommand;
import io.stickycluster.supervisor.ClusterCommand.ClusterAction;
import io.stickycluster.supervisor.ClusterCommand.InstanceAction;
import io.stickycluster.supervisor.ClusterCommand.OnCluster;
import io.stickycluster.supervisor.ClusterCommand.OnInstance;
import io.stickycluster.supervisor.ClusterCommand.OnOperation;
import io.stickycluster.supervisor.ClusterCommand.OperationAction;
import io.stickycluster.supervisor.ClusterCommand.Scale;
import io.stickycluster.supervisor.ClusterCommand.ScaleBy;
import io.stickycluster.supervisor.DeployRequest;

/**
 * Reads commands from strings, as they come over HTTP and JMX, or says what is allowed.
 */
final class CommandParser {

	private static final String SCALE = "scale";

	private static final List<String> CLUSTER_ACTIONS = List.of(SCALE, name(ClusterAction.RELOAD),
			name(ClusterAction.ROLLBACK), name(OperationAction.CONTINUE), name(OperationAction.ABORT),
			name(ClusterAction.RESTART), name(ClusterAction.STOP), name(ClusterAction.HAND_OVER));

	private static final List<String> INSTANCE_ACTIONS = Arrays.stream(InstanceAction.values())
		.map(CommandParser::name)
		.toList();

	private static final Pattern NUMBER = Pattern.compile("[+-]?\\d{1,5}");

	private CommandParser() {
	}

	static ClusterCommand clusterCommand(@Nullable String action, @Nullable String instances) {
		String name = require(action, CLUSTER_ACTIONS);
		if (name.equals(SCALE)) {
			return scale(instances);
		}
		if (instances != null) {
			throw new InvalidClusterRequestException("'instances' makes no sense with '" + name + "'", List.of(SCALE));
		}
		if (name.equals(name(OperationAction.CONTINUE))) {
			return new OnOperation(OperationAction.CONTINUE);
		}
		if (name.equals(name(OperationAction.ABORT))) {
			return new OnOperation(OperationAction.ABORT);
		}
		return new OnCluster(ClusterAction.valueOf(name.toUpperCase(Locale.ROOT).replace('-', '_')));
	}

	/**
	 * Read what a reload is to bring that is new.
	 * @param command the command
	 * @param artifact the artifact
	 * @param env the environment variables
	 * @param properties the properties
	 * @return the request, {@code null} when the command is another one
	 */
	static @Nullable DeployRequest deployRequest(ClusterCommand command, @Nullable String artifact,
			@Nullable String env, @Nullable String properties) {
		if (command instanceof OnCluster cluster && cluster.what() == ClusterAction.RELOAD) {
			return new DeployRequest(artifact, ChangesParser.parse("env", env),
					ChangesParser.parse("properties", properties));
		}
		if (artifact != null || env != null || properties != null) {
			throw new InvalidClusterRequestException(
					"'artifact', 'env' and 'properties' make no sense with '" + command.action() + "'",
					List.of(name(ClusterAction.RELOAD)));
		}
		return null;
	}

	static boolean isRollback(ClusterCommand command) {
		return command instanceof OnCluster cluster && cluster.what() == ClusterAction.ROLLBACK;
	}

	static ClusterCommand instanceCommand(int index, @Nullable String action) {
		String name = require(action, INSTANCE_ACTIONS);
		return new OnInstance(index, InstanceAction.valueOf(name.toUpperCase(Locale.ROOT)));
	}

	static boolean wait(@Nullable String wait) {
		if (wait == null || wait.equals("false")) {
			return false;
		}
		if (wait.equals("true")) {
			return true;
		}
		throw new InvalidClusterRequestException("'wait' must not be '" + wait + "'", List.of("true", "false"));
	}

	private static ClusterCommand scale(@Nullable String instances) {
		if (instances == null || !NUMBER.matcher(instances).matches()) {
			throw new InvalidClusterRequestException(
					(instances != null) ? "'instances' must not be '" + instances + "'" : "'instances' is missing",
					List.of("a number such as 4", "a difference such as \"+2\" or \"-1\""));
		}
		int number = Integer.parseInt(instances);
		boolean relative = instances.startsWith("+") || instances.startsWith("-");
		return relative ? new ScaleBy(number) : new Scale(number);
	}

	private static String require(@Nullable String action, List<String> allowed) {
		if (action == null) {
			throw new InvalidClusterRequestException("'action' is missing", allowed);
		}
		if (!allowed.contains(action)) {
			throw new InvalidClusterRequestException("'action' must not be '" + action + "'", allowed);
		}
		return action;
	}

	private static String name(Enum<?> action) {
		return action.name().toLowerCase(Locale.ROOT).replace('_', '-');
	}

}
