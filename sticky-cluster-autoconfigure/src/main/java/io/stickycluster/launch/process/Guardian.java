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

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.stickycluster.launch.survive.ProcessIdentity;
import io.stickycluster.link.LinkEnvironment;

/**
 * Makes sure that nothing of an instance outlives its supervisor, however that ends.
 *
 * <p>
 * A shell starts the guardian in the background and then becomes the instance's program,
 * which so has the process id that the shell had. The guardian reads from a pipe whose
 * other end only the supervisor holds. The pipe ends when the supervisor does, or once
 * the supervisor has seen the instance's end. Then whatever carries the token of the
 * launch gets SIGTERM, and after 3 seconds SIGKILL, so that a slow machine has done it
 * within 5. The guardian lives outside of the supervisor and outside of the instance, so
 * it also works for an instance that hangs, is not linked yet or is no JVM.
 *
 * <p>
 * The instance's own process is known by when it was started, so that one whose id was
 * given to another process meanwhile is not mistaken for it.
 *
 * <p>
 * An instance that may outlive its supervisor has that time after the end of the pipe.
 * The supervisor that takes it over starts a guardian of its own and kills this one.
 *
 * <p>
 * An interrupt or hangup of the terminal is the supervisor's affair, which ends the
 * instance in order. So the instance and its guardian have a session of their own, which
 * signals of the terminal do not reach. Where there is no program to begin one, the
 * instance ignores both signals, unless it resets them as Node.js does.
 */
final class Guardian {

	private static final String SHELL = "/bin/sh";

	/**
	 * Begin a session without a fork, because what is started does not lead a process
	 * group, and so keep the process id.
	 */
	private static final List<String> SESSION_STARTERS = List.of("/usr/bin/setsid", "/bin/setsid");

	private static final String NAME = "sticky-cluster-instance";

	/**
	 * How to learn when the instance's own process was started.
	 */
	private static final String LOOK = """
			look() {
				read -r line <"/proc/$instance/stat" || return 1
				set -- ${line##*) }
				state=$1
				ticks=${20}
			}
			""";

	/**
	 * What the guardian does, once it can read from its pipe.
	 *
	 * An instance that may outlive its supervisor ends by itself a little before.
	 */
	private static final String GUARD = """
			lives() {
				[ -r /proc/self/stat ] || { kill -0 "$instance"; return; }
				look && [ "$state" != Z ] && [ "$ticks" = "$start" ]
			}
			trap '' HUP INT QUIT TERM
			while read -r _; do :; done
			left=${%2$s:-0}
			[ "$left" -gt 0 ] && left=$((left + 5))
			while [ "$left" -gt 0 ] && lives; do
				sleep 1
				left=$((left - 1))
			done
			signal() {
				found=1
				lives && kill -"$1" "$instance" && found=0
				[ -r /proc/self/stat ] || return $found
				read -r self _ </proc/self/stat
				for directory in /proc/[0-9]*; do
					pid=${directory#/proc/}
					[ "$pid" != "$self" ] && [ "$pid" != "$instance" ] && [ -r "$directory/environ" ] || continue
					case $(cat "$directory/environ") in
					*"%1$s=$%1$s"*) kill -"$1" "$pid" && found=0 ;;
					esac
				done
				return $found
			}
			signal TERM || exit
			sleep 3
			signal KILL
			""".formatted(LinkEnvironment.TOKEN, LinkEnvironment.SURVIVE);

	/**
	 * The guardian is no child of the instance's program, which would not ask how it has
	 * ended. Variables stay in a shell of their own, because the program may be given
	 * some of that name.
	 */
	private static final String SCRIPT = """
			exec 3<&0
			(
				instance=$$
				%s
				look 2>/dev/null
				start=$ticks
				(
					exec <&3 3<&- >/dev/null 2>&1
					%s
				) &
			)
			exec 3<&-
			export %s=$$
			trap '' HUP INT
			exec "$@" </dev/null
			""".formatted(LOOK, GUARD, LinkEnvironment.PID);

	/**
	 * The guardian of an instance that another supervisor had started.
	 */
	private static final String SUCCESSOR = """
			exec >/dev/null 2>&1
			instance=$1
			start=$2
			%s
			%s
			""".formatted(LOOK, GUARD);

	private Guardian() {
	}

	/**
	 * Return whether processes can be guarded on this system.
	 * @return whether there is a shell
	 */
	static boolean isAvailable() {
		return File.separatorChar == '/' && isExecutable(SHELL);
	}

	/**
	 * Return the command line that runs a command under a guardian. Its environment must
	 * have the launch's token, and its standard input must be a pipe.
	 * @param command the program and its arguments
	 * @return the program and its arguments, after a shell and its script
	 */
	static List<String> guard(List<String> command) {
		return shell(SCRIPT, command);
	}

	private static List<String> shell(String script, List<String> arguments) {
		List<String> line = new ArrayList<>();
		SESSION_STARTERS.stream().filter(Guardian::isExecutable).findFirst().ifPresent(line::add);
		line.addAll(List.of(SHELL, "-c", script, NAME));
		line.addAll(arguments);
		return line;
	}

	/**
	 * Start the guardian of an instance that another supervisor has started. It guards
	 * until its standard input ends.
	 * @param instance the instance's process
	 * @param environment variables that the guardian needs: the launch's token, and for
	 * how long the instance survives
	 * @return the guardian
	 * @throws IOException if it cannot be started
	 */
	static Process succeed(ProcessIdentity instance, Map<String, String> environment) throws IOException {
		ProcessBuilder builder = new ProcessBuilder(
				shell(SUCCESSOR, List.of(Long.toString(instance.pid()), instance.startTicks())))
			.redirectErrorStream(true)
			.redirectOutput(ProcessBuilder.Redirect.DISCARD);
		builder.environment().putAll(environment);
		return builder.start();
	}

	/**
	 * Return whether a command line is that of a guardian, of this version or another one
	 * whose instances were taken over.
	 * @param commandLine the program and its arguments, each ended by a NUL character
	 * @return whether it is
	 */
	static boolean isGuardian(String commandLine) {
		String[] parts = commandLine.split("\0", 5);
		return parts.length == 5 && parts[0].equals(SHELL) && parts[1].equals("-c") && parts[3].equals(NAME);
	}

	private static boolean isExecutable(String program) {
		return Files.isExecutable(Path.of(program));
	}

}
