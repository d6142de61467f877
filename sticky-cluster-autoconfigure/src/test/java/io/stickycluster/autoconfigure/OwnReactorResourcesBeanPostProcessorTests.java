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

import io.netty.channel.EventLoopGroup;
import org.junit.jupiter.api.Test;
import org.springframework.http.client.ReactorResourceFactory;
import org.springframework.mock.env.MockEnvironment;
import reactor.netty.resources.LoopResources;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link OwnReactorResourcesBeanPostProcessor}.
 */
class OwnReactorResourcesBeanPostProcessorTests {

	@Test
	void gatewayHasAnEventLoopForEachProcessor() {
		assertThat(eventLoops(ClusterRole.SUPERVISOR)).isEqualTo(Runtime.getRuntime().availableProcessors());
	}

	@Test
	void instanceHasTheEventLoopsThatItWouldHaveAlone() {
		assertThat(eventLoops(ClusterRole.INSTANCE)).isEqualTo(LoopResources.DEFAULT_IO_WORKER_COUNT);
	}

	private static int eventLoops(ClusterRole role) {
		MockEnvironment environment = new MockEnvironment().withProperty(ClusterRole.PROPERTY, role.name());
		ReactorResourceFactory factory = new ReactorResourceFactory();
		new OwnReactorResourcesBeanPostProcessor(environment).postProcessBeforeInitialization(factory, "resources");
		assertThat(factory.isUseGlobalResources()).isFalse();
		factory.start();
		try {
			EventLoopGroup group = factory.getLoopResources().onServer(true);
			int[] count = { 0 };
			group.forEach((loop) -> count[0]++);
			return count[0];
		}
		finally {
			factory.stop();
		}
	}

}
