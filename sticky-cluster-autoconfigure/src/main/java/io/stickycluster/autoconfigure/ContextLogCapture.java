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

import java.util.OptionalInt;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.PatternLayout;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggerContextListener;
import ch.qos.logback.core.UnsynchronizedAppenderBase;

import io.stickycluster.launch.context.InstanceThreadGroup;
import io.stickycluster.logs.InstanceLogs;

/**
 * Logback appender that gives each context instance its lines of the log that all share.
 *
 * <p>
 * Whose a line is, is told by the thread that logs it. So nobody gets what is logged by
 * virtual threads, or by loggers that do not pass it on to the root logger; and threads
 * of pools that the whole JVM shares count for the instance that happened to start them.
 */
final class ContextLogCapture extends UnsynchronizedAppenderBase<ILoggingEvent> {

	private static final String PATTERN = "%-5level [%thread] %-40.40logger{39} : %msg%n%ex";

	private final LoggerContext loggerContext;

	private final InstanceLogs logs;

	private final PatternLayout layout = new PatternLayout();

	private final LoggerContextListener listener = new ReattachingListener();

	ContextLogCapture(LoggerContext loggerContext, InstanceLogs logs) {
		this.loggerContext = loggerContext;
		this.logs = logs;
		setName("stickyClusterInstances");
		setContext(loggerContext);
		this.layout.setContext(loggerContext);
		this.layout.setPattern(PATTERN);
	}

	/**
	 * Begin to listen, whatever becomes of the configuration of Logback meanwhile.
	 */
	void attach() {
		this.layout.start();
		this.loggerContext.addListener(this.listener);
		addToRoot();
	}

	/**
	 * Listen no more.
	 */
	void detach() {
		this.loggerContext.removeListener(this.listener);
		root().detachAppender(this);
		stop();
		this.layout.stop();
	}

	@Override
	protected void append(ILoggingEvent event) {
		OptionalInt index = InstanceThreadGroup.indexOf(Thread.currentThread());
		if (index.isPresent()) {
			this.logs.of(index.getAsInt()).append(this.layout.doLayout(event));
		}
	}

	private void addToRoot() {
		start();
		root().addAppender(this);
	}

	private Logger root() {
		return this.loggerContext.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
	}

	/**
	 * Adds the appender again after a reset, which takes away all there are.
	 */
	private final class ReattachingListener implements LoggerContextListener {

		@Override
		public boolean isResetResistant() {
			return true;
		}

		@Override
		public void onReset(LoggerContext context) {
			addToRoot();
		}

		@Override
		public void onStart(LoggerContext context) {
		}

		@Override
		public void onStop(LoggerContext context) {
		}

		@Override
		public void onLevelChange(Logger logger, Level level) {
		}

	}

}
