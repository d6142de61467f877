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

import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Properties of what the gateway does when instances fail, restart or have too much to
 * do.
 */
@ConfigurationProperties("sticky.cluster.gateway")
public class FailoverProperties {

	/**
	 * Share of the requests of the last ten seconds that may be sent a second time, after
	 * their connection to an instance broke off. 0 means that none is.
	 */
	private double retryBudget = 0.2;

	/**
	 * Number of requests a second that may be sent a second time in any case, unless
	 * 'retry-budget' is 0.
	 */
	private int minRetriesPerSecond = 10;

	/**
	 * Maximum number of requests in progress at one instance, event streams and
	 * WebSockets not included. Those beyond wait for their turn. 0 means any number.
	 */
	private int maxRequestsPerInstance;

	private final Ejection ejection = new Ejection();

	private final Hold hold = new Hold();

	private final Queue queue = new Queue();

	public double getRetryBudget() {
		return this.retryBudget;
	}

	public void setRetryBudget(double retryBudget) {
		this.retryBudget = retryBudget;
	}

	public int getMinRetriesPerSecond() {
		return this.minRetriesPerSecond;
	}

	public void setMinRetriesPerSecond(int minRetriesPerSecond) {
		this.minRetriesPerSecond = minRetriesPerSecond;
	}

	public int getMaxRequestsPerInstance() {
		return this.maxRequestsPerInstance;
	}

	public void setMaxRequestsPerInstance(int maxRequestsPerInstance) {
		this.maxRequestsPerInstance = maxRequestsPerInstance;
	}

	public Ejection getEjection() {
		return this.ejection;
	}

	public Hold getHold() {
		return this.hold;
	}

	public Queue getQueue() {
		return this.queue;
	}

	/**
	 * Properties of the ejection of instances that are up and fail.
	 */
	public static class Ejection {

		/**
		 * Number of failures in a row after which an instance that is up is not used for
		 * a while: refused connections, connections that break off before the response,
		 * missing responses. 0 means never.
		 */
		private int failures = 5;

		/**
		 * Time for which it is not used the first time. It doubles each time. Must be
		 * positive.
		 */
		private Duration minBackoff = Duration.ofSeconds(5);

		/**
		 * Maximum time for which it is not used.
		 */
		private Duration maxBackoff = Duration.ofSeconds(60);

		/**
		 * Maximum share of the instances that are not used at a time, from 0 to 1. One
		 * that takes new clients is always left.
		 */
		private double maxEjected = 0.5;

		/**
		 * Whether a response with a status of 500 or more is a failure.
		 */
		private boolean serverErrors;

		public int getFailures() {
			return this.failures;
		}

		public void setFailures(int failures) {
			this.failures = failures;
		}

		public Duration getMinBackoff() {
			return this.minBackoff;
		}

		public void setMinBackoff(Duration minBackoff) {
			this.minBackoff = minBackoff;
		}

		public Duration getMaxBackoff() {
			return this.maxBackoff;
		}

		public void setMaxBackoff(Duration maxBackoff) {
			this.maxBackoff = maxBackoff;
		}

		public double getMaxEjected() {
			return this.maxEjected;
		}

		public void setMaxEjected(double maxEjected) {
			this.maxEjected = maxEjected;
		}

		public boolean isServerErrors() {
			return this.serverErrors;
		}

		public void setServerErrors(boolean serverErrors) {
			this.serverErrors = serverErrors;
		}

	}

	/**
	 * Properties of requests that wait for an instance to come up.
	 */
	public static class Hold {

		/**
		 * Maximum time for which a request waits when no instance serves but one is on
		 * its way up. Then it is answered with 503. 0 means that it does not wait.
		 */
		private Duration timeout = Duration.ofSeconds(10);

		/**
		 * Maximum number of requests that wait at a time. 0 means none.
		 */
		private int maxRequests = 1000;

		/**
		 * Whether a client whose instance is being restarted waits for it although others
		 * serve. When the time is over it is given to another one.
		 */
		private boolean ownInstance;

		public Duration getTimeout() {
			return this.timeout;
		}

		public void setTimeout(Duration timeout) {
			this.timeout = timeout;
		}

		public int getMaxRequests() {
			return this.maxRequests;
		}

		public void setMaxRequests(int maxRequests) {
			this.maxRequests = maxRequests;
		}

		public boolean isOwnInstance() {
			return this.ownInstance;
		}

		public void setOwnInstance(boolean ownInstance) {
			this.ownInstance = ownInstance;
		}

	}

	/**
	 * Properties of requests that wait for their turn at an instance.
	 */
	public static class Queue {

		/**
		 * Maximum number of requests that wait for their turn at one instance. Those
		 * beyond are answered with 503.
		 */
		private int maxRequests = 1000;

		/**
		 * Maximum time for which a request waits for its turn. Then it is answered with
		 * 503. Must be positive.
		 */
		private Duration timeout = Duration.ofSeconds(10);

		public int getMaxRequests() {
			return this.maxRequests;
		}

		public void setMaxRequests(int maxRequests) {
			this.maxRequests = maxRequests;
		}

		public Duration getTimeout() {
			return this.timeout;
		}

		public void setTimeout(Duration timeout) {
			this.timeout = timeout;
		}

	}

}
