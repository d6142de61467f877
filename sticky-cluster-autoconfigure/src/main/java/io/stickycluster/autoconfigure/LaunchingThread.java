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

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;

import org.springframework.boot.SpringApplication.AbandonedRunException;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.event.ContextClosedEvent;

/**
 * Keeps the thread that launched the supervisor inside {@code SpringApplication.run}.
 *
 * <p>
 * What an application's {@code main} does after {@code run} is work of the application
 * and uses its beans. It happens in the instances, where those beans are; in the
 * supervisor {@code run} therefore does not return. Once the supervisor's context is
 * closed the application is over, and its JVM ends when the last other thread that keeps
 * it alive does, as it would with any {@code main}.
 */
class LaunchingThread {

	private static final Duration POLL_INTERVAL = Duration.ofMillis(50);

	private static final Set<String> JVM_THREADS = Set.of("DestroyJavaVM");

	private final boolean devTools;

	private final CountDownLatch closed = new CountDownLatch(1);

	LaunchingThread(boolean devTools) {
		this.devTools = devTools;
	}

	ApplicationListener<ContextClosedEvent> releaseOnCloseOf(ConfigurableApplicationContext context) {
		return new ReleasingListener(context, this.closed);
	}

	void awaitClose() {
		try {
			this.closed.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		if (this.devTools) {
			// The thread is not the JVM's: devtools will run another one
			throw new AbandonedRunException();
		}
		while (isAnotherThreadKeepingTheJvm()) {
			LockSupport.parkNanos(POLL_INTERVAL.toNanos());
		}
		System.exit(0);
	}

	private boolean isAnotherThreadKeepingTheJvm() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.anyMatch((thread) -> thread.isAlive() && !thread.isDaemon() && thread != Thread.currentThread()
					&& !JVM_THREADS.contains(thread.getName()));
	}

	/**
	 * Releases the thread when a certain context closes.
	 *
	 * @param context the context
	 * @param closed the latch to open
	 */
	private record ReleasingListener(ConfigurableApplicationContext context,
			CountDownLatch closed) implements ApplicationListener<ContextClosedEvent> {

		@Override
		public void onApplicationEvent(ContextClosedEvent event) {
			if (event.getApplicationContext() == this.context) {
				this.closed.countDown();
			}
		}

	}

}
