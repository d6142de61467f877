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

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

import org.jspecify.annotations.Nullable;
import org.springframework.context.ConfigurableApplicationContext;

import io.stickycluster.instance.FailureKind;
import io.stickycluster.instance.IdentitySource;
import io.stickycluster.launch.context.ContextLaunch;
import io.stickycluster.link.PacketLink;

/**
 * The launch of an instance as the application run that it starts sees it, whatever the
 * isolation.
 */
interface InstanceLaunch {

	/**
	 * Return the launch that the calling thread belongs to, or the whole JVM.
	 * @return the launch, empty outside of an instance
	 */
	static Optional<InstanceLaunch> current() {
		return ContextLaunch.current()
			.<InstanceLaunch>map(ContextInstanceLaunch::new)
			.or(ProcessInstanceLaunch::ofThisProcess);
	}

	/**
	 * Take the launch for one application run: the first that asks gets it.
	 * @return whether the caller got it
	 */
	boolean tryClaim();

	/**
	 * Return the address to listen on; port 0 means any free port.
	 * @return the address
	 */
	InetSocketAddress address();

	/**
	 * Return the Unix-domain socket to listen on too.
	 * @return the socket's path, {@code null} when there is to be none
	 */
	@Nullable Path socket();

	/**
	 * Return the further ports that the instance is meant to open, by name.
	 * @return the ports
	 */
	Map<String, Integer> ports();

	/**
	 * Return the properties that this instance alone has.
	 * @return the properties, stronger than any others of the user
	 */
	Map<String, String> properties();

	/**
	 * Return the settings that come with the isolation.
	 * @return the settings, stronger than all others
	 */
	Map<String, Object> settings();

	/**
	 * Return the source of the instance's identity.
	 * @return the source
	 */
	IdentitySource identitySource();

	/**
	 * Return the way of the instance's features to the supervisor's.
	 * @return the way, {@code null} when both share a JVM or the supervisor has none
	 */
	@Nullable PacketLink packets();

	/**
	 * Return whether the instance has been asked to end.
	 * @return whether it must not come up any more
	 */
	boolean isStopRequested();

	/**
	 * Tell which context the instance lives in.
	 * @param context the context, not refreshed yet
	 */
	void attach(ConfigurableApplicationContext context);

	/**
	 * Tell that the instance's context is ready.
	 * @param port the port that its web server listens on
	 * @param socket the Unix-domain socket that it listens on too, or {@code null}
	 */
	void ready(int port, @Nullable Path socket);

	/**
	 * Tell that the run has failed.
	 * @param cause the exception that ended it
	 * @param kind what sort of failure it was
	 * @param failure what failed, in words for an operator
	 */
	void failed(Throwable cause, FailureKind kind, String failure);

	/**
	 * Tell that the instance's context has begun to close.
	 */
	void closing();

	/**
	 * Tell that the instance's context was stopped by itself: it is not closed, but its
	 * web server is, so that it serves nobody any more.
	 */
	void stopped();

}
