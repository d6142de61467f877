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

package io.stickycluster.launch;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.stickycluster.instance.FailureKind;
import io.stickycluster.instance.InstanceVitals;

/**
 * {@link InstanceLauncher} whose instances are ready and ended at once, but for those
 * that are broken.
 */
public final class InstantLauncher implements InstanceLauncher {

	private final Set<Integer> broken = ConcurrentHashMap.newKeySet();

	/**
	 * Let each further launch of an index fail.
	 */
	public void breakIndex(int index) {
		this.broken.add(index);
	}

	/**
	 * Let further launches succeed again.
	 */
	public void repair() {
		this.broken.clear();
	}

	@Override
	public InstanceHandle launch(LaunchRequest request) {
		InstantHandle handle = new InstantHandle();
		if (this.broken.contains(request.identity().index())) {
			handle.exit(InstanceExit.failed(FailureKind.ERROR, "no database\nLast output:\npassword: secret", null));
		}
		else {
			handle.becomeReady(new InetSocketAddress("127.0.0.1", request.port()));
		}
		return handle;
	}

	private static final class InstantHandle extends FakeInstanceHandle {

		InstantHandle() {
			super(4711);
			vitals(new InstanceVitals(Instant.EPOCH, 1024, -1, 2048, -1, 4096, Duration.ZERO, Duration.ofMillis(1500),
					20, -1));
		}

		@Override
		public void requestStop() {
			kill();
		}

		@Override
		public void kill() {
			exit(InstanceExit.requested(null));
		}

	}

}
