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

import org.springframework.core.env.Environment;
import org.springframework.util.StringUtils;
import org.springframework.util.unit.DataSize;

import io.stickycluster.bus.BusSettings;

/**
 * Checks {@link BusProperties}, and makes of them what the bus needs.
 */
final class BusPropertiesMapper {

	static final String PREFIX = "sticky.cluster.bus.";

	private static final DataSize LARGEST_MESSAGE = DataSize.ofMegabytes(1);

	private static final DataSize LARGEST_QUEUE = DataSize.ofGigabytes(1);

	private final BusProperties properties;

	BusPropertiesMapper(BusProperties properties) {
		this.properties = properties;
	}

	BusSettings settings() {
		DataSize message = this.properties.getMaxMessageSize();
		require(message.toBytes() > 0 && message.compareTo(LARGEST_MESSAGE) <= 0, "max-message-size", message,
				"it is not more than 0 and at most 1MB", "Use a size such as 256KB.");
		DataSize queue = this.properties.getQueueSize();
		require(queue.compareTo(message) >= 0 && queue.compareTo(LARGEST_QUEUE) <= 0, "queue-size", queue,
				"it is not at least 'max-message-size' and at most 1GB", "Use a size such as 16MB.");
		return new BusSettings((int) message.toBytes(), (int) queue.toBytes(), this.properties.getOverflow());
	}

	String channelPrefix(Environment environment) {
		String prefix = this.properties.getChannelPrefix();
		return StringUtils.hasText(prefix) ? prefix
				: "sticky-cluster." + environment.getProperty("spring.application.name", "application");
	}

	private static void require(boolean valid, String name, Object value, String reason, String action) {
		InvalidClusterPropertyException.throwUnless(valid, PREFIX + name, value, reason, action);
	}

}
