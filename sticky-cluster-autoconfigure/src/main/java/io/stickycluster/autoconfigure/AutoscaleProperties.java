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
 * Properties of the number of instances that follows the load.
 */
@ConfigurationProperties("sticky.cluster.autoscale")
public class AutoscaleProperties {

	/**
	 * Whether the number of instances follows the load.
	 */
	private boolean enabled;

	/**
	 * Minimum number of instances.
	 */
	private int min = 1;

	/**
	 * Maximum number of instances. 0 means as many as 'max-instances'.
	 */
	private int max;

	/**
	 * How many processors an instance may keep busy on average before there is to be
	 * another one. 0 means that it is not looked at.
	 */
	private double targetCpu = 0.7;

	/**
	 * How many requests per second an instance may get on average before there is to be
	 * another one. 0 means that it is not looked at.
	 */
	private double targetRequestsPerSecond;

	/**
	 * How many clients, streams or HTTP sessions, whichever is most, an instance may have
	 * on average before there is to be another one. 0 means that it is not looked at.
	 */
	private double targetSessions;

	/**
	 * Share of each target that the remaining instances may carry at most for one
	 * instance to be removed, more than 0 and at most 1.
	 */
	private double downThreshold = 0.8;

	/**
	 * Time over which the load is averaged. Must be more than 0.
	 */
	private Duration window = Duration.ofMinutes(1);

	/**
	 * Time after a change of the number of instances in which none is added. 0 means that
	 * one may be added as soon as the load has been watched for a window.
	 */
	private Duration upCoolDown = Duration.ofMinutes(1);

	/**
	 * Time after a change of the number of instances in which none is removed. 0 means
	 * that one may be removed as soon as the load has been watched for a window.
	 */
	private Duration downCoolDown = Duration.ofMinutes(5);

	public boolean isEnabled() {
		return this.enabled;
	}

	public void setEnabled(boolean enabled) {
		this.enabled = enabled;
	}

	public int getMin() {
		return this.min;
	}

	public void setMin(int min) {
		this.min = min;
	}

	public int getMax() {
		return this.max;
	}

	public void setMax(int max) {
		this.max = max;
	}

	public double getTargetCpu() {
		return this.targetCpu;
	}

	public void setTargetCpu(double targetCpu) {
		this.targetCpu = targetCpu;
	}

	public double getTargetRequestsPerSecond() {
		return this.targetRequestsPerSecond;
	}

	public void setTargetRequestsPerSecond(double targetRequestsPerSecond) {
		this.targetRequestsPerSecond = targetRequestsPerSecond;
	}

	public double getTargetSessions() {
		return this.targetSessions;
	}

	public void setTargetSessions(double targetSessions) {
		this.targetSessions = targetSessions;
	}

	public double getDownThreshold() {
		return this.downThreshold;
	}

	public void setDownThreshold(double downThreshold) {
		this.downThreshold = downThreshold;
	}

	public Duration getWindow() {
		return this.window;
	}

	public void setWindow(Duration window) {
		this.window = window;
	}

	public Duration getUpCoolDown() {
		return this.upCoolDown;
	}

	public void setUpCoolDown(Duration upCoolDown) {
		this.upCoolDown = upCoolDown;
	}

	public Duration getDownCoolDown() {
		return this.downCoolDown;
	}

	public void setDownCoolDown(Duration downCoolDown) {
		this.downCoolDown = downCoolDown;
	}

}
