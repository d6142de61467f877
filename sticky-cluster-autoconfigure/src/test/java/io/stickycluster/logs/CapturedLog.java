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

package io.stickycluster.logs;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import org.slf4j.LoggerFactory;

/**
 * What is logged to one logger, and nowhere else meanwhile.
 */
final class CapturedLog extends UnsynchronizedAppenderBase<ILoggingEvent> {

	private final Logger logger;

	private final Runnable beforeEach;

	private final List<ILoggingEvent> events = new CopyOnWriteArrayList<>();

	CapturedLog(String logger) {
		this(logger, () -> {
		});
	}

	CapturedLog(String logger, Runnable beforeEach) {
		this.beforeEach = beforeEach;
		this.logger = (Logger) LoggerFactory.getLogger(logger);
	}

	@Override
	public void start() {
		super.start();
		this.logger.setAdditive(false);
		this.logger.addAppender(this);
	}

	@Override
	public void stop() {
		this.logger.detachAppender(this);
		this.logger.setAdditive(true);
		super.stop();
	}

	@Override
	protected void append(ILoggingEvent event) {
		event.prepareForDeferredProcessing();
		this.beforeEach.run();
		this.events.add(event);
	}

	List<ILoggingEvent> events() {
		return List.copyOf(this.events);
	}

	List<String> messages() {
		return this.events.stream().map(ILoggingEvent::getFormattedMessage).toList();
	}

}
