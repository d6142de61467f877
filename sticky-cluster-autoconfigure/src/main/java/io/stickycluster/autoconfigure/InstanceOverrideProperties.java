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

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Properties of single instances.
 */
@ConfigurationProperties("sticky.cluster")
public class InstanceOverrideProperties {

	/**
	 * What single instances have beside what all have, by their index.
	 */
	private Map<Integer, Instance> instance = new LinkedHashMap<>();

	public Map<Integer, Instance> getInstance() {
		return this.instance;
	}

	public void setInstance(Map<Integer, Instance> instance) {
		this.instance = instance;
	}

	/**
	 * What one instance has beside what all have.
	 */
	public static class Instance {

		/**
		 * Further arguments of the instance's JVM, one element each.
		 */
		private List<String> jvmArgs = new ArrayList<>();

		/**
		 * Further environment variables of the instance.
		 */
		private Map<String, String> env = new LinkedHashMap<>();

		/**
		 * Properties of the application that are different in the instance.
		 */
		private Map<String, String> properties = new LinkedHashMap<>();

		/**
		 * Share of the clients that the instance gets, in relation to the others'
		 * weights. Must be positive.
		 */
		private double weight = 1;

		public List<String> getJvmArgs() {
			return this.jvmArgs;
		}

		public void setJvmArgs(List<String> jvmArgs) {
			this.jvmArgs = jvmArgs;
		}

		public Map<String, String> getProperties() {
			return this.properties;
		}

		public void setProperties(Map<String, String> properties) {
			this.properties = properties;
		}

		public Map<String, String> getEnv() {
			return this.env;
		}

		public void setEnv(Map<String, String> env) {
			this.env = env;
		}

		public double getWeight() {
			return this.weight;
		}

		public void setWeight(double weight) {
			this.weight = weight;
		}

	}

}
