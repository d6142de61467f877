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

package io.stickycluster.benchmarks.suite;

import java.nio.file.Path;
import java.util.Map;

/**
 * The programs that are started. The script that starts the benchmark has built or
 * unpacked them and tells where they are, by system properties.
 *
 * @param application the application with the gateway, an executable jar
 * @param bare the class path of the bare instances
 * @param springCloudGateway Spring Cloud Gateway, an executable jar
 * @param nginx nginx
 * @param haproxy HAProxy
 * @param libraries where HAProxy finds its libraries
 * @param redis Redis
 * @param micro the class path of the micro benchmarks
 * @param page the page that the report can be written into
 * @param directory a directory for configurations, logs and the like
 */
record Installation(Path application, String bare, Path springCloudGateway, Path nginx, Path haproxy, String libraries,
		String redis, String micro, Path page, Path directory) {

	static Installation fromSystemProperties() {
		return new Installation(Path.of(property("application")), property("bare"),
				Path.of(property("spring-cloud-gateway")), Path.of(property("nginx")), Path.of(property("haproxy")),
				property("libraries"), property("redis"), property("micro"), Path.of(property("page")),
				Path.of(property("directory")));
	}

	private static String property(String name) {
		String value = System.getProperty("benchmark." + name);
		if (value == null) {
			throw new IllegalStateException("Start the benchmark by 'benchmarks/run': it sets benchmark." + name);
		}
		return value;
	}

	Map<String, String> haproxyEnvironment() {
		return this.libraries.isEmpty() ? Map.of() : Map.of("LD_LIBRARY_PATH", this.libraries);
	}

}
