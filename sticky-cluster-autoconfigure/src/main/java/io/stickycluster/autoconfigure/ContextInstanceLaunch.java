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

import org.jspecify.annotations.Nullable;
import org.springframework.context.ConfigurableApplicationContext;

import io.stickycluster.instance.FailureKind;
import io.stickycluster.instance.IdentitySource;
import io.stickycluster.launch.context.ContextLaunch;
import io.stickycluster.link.PacketLink;

/**
 * {@link InstanceLaunch} of an instance that shares the supervisor's JVM.
 *
 * @param launch the launch
 */
record ContextInstanceLaunch(ContextLaunch launch) implements InstanceLaunch {

	@Override
	public boolean tryClaim() {
		return this.launch.tryClaim();
	}

	@Override
	public InetSocketAddress address() {
		return this.launch.address();
	}

	@Override
	public @Nullable Path socket() {
		return this.launch.socket();
	}

	@Override
	public Map<String, Integer> ports() {
		return this.launch.ports();
	}

	@Override
	public Map<String, String> properties() {
		return this.launch.properties();
	}

	@Override
	public Map<String, Object> settings() {
		// One shutdown hook and one JMX server for the JVM: MBeans of several contexts
		// would take each other's names
		return Map.of("spring.main.register-shutdown-hook", false, "spring.jmx.unique-names", true);
	}

	@Override
	public IdentitySource identitySource() {
		return this.launch.identitySource();
	}

	@Override
	public @Nullable PacketLink packets() {
		return null;
	}

	@Override
	public boolean isStopRequested() {
		return this.launch.isStopRequested();
	}

	@Override
	public void attach(ConfigurableApplicationContext context) {
		this.launch.attach(context);
		context.setParent(this.launch.parent());
	}

	@Override
	public void ready(int port, @Nullable Path socket) {
		this.launch.ready(port, socket);
	}

	@Override
	public void failed(Throwable cause, FailureKind kind, String failure) {
		this.launch.failed(cause, kind, failure);
	}

	@Override
	public void closing() {
		this.launch.closing();
	}

	@Override
	public void stopped() {
		this.launch.stopped();
	}

}
