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

import java.util.List;

import io.stickycluster.benchmarks.load.Workload;

/**
 * What the instances are made of.
 */
enum InstanceKind {

	/**
	 * An HTTP server of reactor-netty and nothing else.
	 */
	BARE("bare reactor-netty",
			List.of(new Case(Workload.SMALL, 64), new Case(Workload.SMALL, 1000), new Case(Workload.LARGE, 64),
					new Case(Workload.LARGE, 1000), new Case(Workload.UPLOAD, 64))),

	/**
	 * A Spring application on Netty.
	 */
	WEBFLUX("WebFlux on Netty",
			List.of(new Case(Workload.SMALL, 64), new Case(Workload.SMALL, 1000), new Case(Workload.LARGE, 64),
					new Case(Workload.UPLOAD, 64))),

	/**
	 * A Spring application on Tomcat.
	 */
	TOMCAT("Servlet on Tomcat", List.of(new Case(Workload.SMALL, 64), new Case(Workload.LARGE, 64)));

	private final String title;

	private final List<Case> cases;

	InstanceKind(String title, List<Case> cases) {
		this.title = title;
		this.cases = cases;
	}

	String title() {
		return this.title;
	}

	/**
	 * Return what is measured with these instances.
	 * @return the cases
	 */
	List<Case> cases() {
		return this.cases;
	}

	/**
	 * A workload of a number of clients.
	 *
	 * @param workload what they ask for
	 * @param connections how many keep-alive connections there are, one for each client
	 */
	record Case(Workload workload, int connections) {

		String title() {
			String size = (this.workload.bodyLength() > 0) ? "body of 64 KB" : "answer of "
					+ ((this.workload.answerLength() < 1024) ? this.workload.answerLength() + " bytes" : "64 KB");
			return "%s, %s, %,d connections".formatted(this.workload.method(), size, this.connections);
		}

	}

}
