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
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

import io.stickycluster.supervisor.ReloadPolicy;

/**
 * Properties of the replacement of instances while they serve.
 */
@ConfigurationProperties("sticky.cluster.reload")
public class ReloadProperties {

	/**
	 * Whether a new generation comes up beside the old one, on the other port of its
	 * index, or in its place after the old one has ended.
	 */
	private ReloadPolicy.Strategy strategy = ReloadPolicy.DEFAULT.strategy();

	/**
	 * How many instances are replaced at the same time, once the first one has been. As
	 * many more than usual run meanwhile.
	 */
	private int concurrency = ReloadPolicy.DEFAULT.concurrency();

	/**
	 * Time that a new generation must be up before it takes over. 0 means that it takes
	 * over as soon as it is well.
	 */
	private Duration survive = ReloadPolicy.DEFAULT.survive();

	/**
	 * Path that a new generation must answer with a status below 500 before it takes
	 * over. The health endpoint of the application when not set; empty means that it is
	 * not asked.
	 */
	private @Nullable String healthPath;

	/**
	 * Time for which the first new generation is watched before the others are replaced;
	 * 'continue' and 'abort' end it. 0 means that it is not watched.
	 */
	private Duration canaryPause = ReloadPolicy.DEFAULT.canaryPause();

	/**
	 * Number of requests that the first new generation must have got to be judged.
	 */
	private int canaryMinRequests = ReloadPolicy.CanaryLimits.DEFAULT.minRequests();

	/**
	 * By how much the share of failed requests of the first new generation may exceed
	 * that of the others, from 0 to 1. 1 means that failures are not looked at.
	 */
	private double canaryMaxFailureRatio = ReloadPolicy.CanaryLimits.DEFAULT.maxFailureRatio();

	/**
	 * How many times as long as the others the first new generation may take on average
	 * to answer. 0 means that the time is not looked at.
	 */
	private double canaryMaxLatencyFactor = ReloadPolicy.CanaryLimits.DEFAULT.maxLatencyFactor();

	/**
	 * Time for which an old generation is kept after it was replaced, so that a reload
	 * that fails later can go back to it. 0 means that it ends as soon as it is drained.
	 */
	private Duration keepOld = ReloadPolicy.DEFAULT.keepOld();

	/**
	 * Time over which the ends of an old generation's WebSockets and event streams are
	 * spread, so that not all clients come back at once. 0 means all at once.
	 */
	private Duration closeSpread = ReloadPolicy.DEFAULT.closeSpread();

	/**
	 * Names of the cookies of sessions that live in the memory of an instance. Requests
	 * that have one stay on an old generation as long as that is there. JSESSIONID and
	 * SESSION by default, none when 'sticky.cluster.sessions.store' is set.
	 */
	private @Nullable List<String> sessionCookies;

	public ReloadPolicy.Strategy getStrategy() {
		return this.strategy;
	}

	public void setStrategy(ReloadPolicy.Strategy strategy) {
		this.strategy = strategy;
	}

	public int getConcurrency() {
		return this.concurrency;
	}

	public void setConcurrency(int concurrency) {
		this.concurrency = concurrency;
	}

	public Duration getSurvive() {
		return this.survive;
	}

	public void setSurvive(Duration survive) {
		this.survive = survive;
	}

	public @Nullable String getHealthPath() {
		return this.healthPath;
	}

	public void setHealthPath(@Nullable String healthPath) {
		this.healthPath = healthPath;
	}

	public Duration getCanaryPause() {
		return this.canaryPause;
	}

	public void setCanaryPause(Duration canaryPause) {
		this.canaryPause = canaryPause;
	}

	public int getCanaryMinRequests() {
		return this.canaryMinRequests;
	}

	public void setCanaryMinRequests(int canaryMinRequests) {
		this.canaryMinRequests = canaryMinRequests;
	}

	public double getCanaryMaxFailureRatio() {
		return this.canaryMaxFailureRatio;
	}

	public void setCanaryMaxFailureRatio(double canaryMaxFailureRatio) {
		this.canaryMaxFailureRatio = canaryMaxFailureRatio;
	}

	public double getCanaryMaxLatencyFactor() {
		return this.canaryMaxLatencyFactor;
	}

	public void setCanaryMaxLatencyFactor(double canaryMaxLatencyFactor) {
		this.canaryMaxLatencyFactor = canaryMaxLatencyFactor;
	}

	public Duration getKeepOld() {
		return this.keepOld;
	}

	public void setKeepOld(Duration keepOld) {
		this.keepOld = keepOld;
	}

	public @Nullable List<String> getSessionCookies() {
		return this.sessionCookies;
	}

	public void setSessionCookies(@Nullable List<String> sessionCookies) {
		this.sessionCookies = sessionCookies;
	}

	public Duration getCloseSpread() {
		return this.closeSpread;
	}

	public void setCloseSpread(Duration closeSpread) {
		this.closeSpread = closeSpread;
	}

}
