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
package io.stickycluster.app;

import org.springframework.context.annotation.Import;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.WebSession;
import reactor.core.publisher.Mono;

/**
 * A reactive application's sessions, to be set and read over HTTP.
 */
@RestController
@Import(RedisConnection.class)
public class ReactiveSessions {

	@GetMapping("/session/set")
	String set(@RequestParam String name, @RequestParam String value, WebSession session) {
		session.getAttributes().put(name, new ServletSessions.Value(value));
		return value;
	}

	@GetMapping("/session/get")
	String get(@RequestParam String name, WebSession session) {
		return (session.getAttribute(name) instanceof ServletSessions.Value value) ? value.text() : "none";
	}

	@GetMapping("/session/end")
	Mono<String> end(WebSession session) {
		return session.invalidate().thenReturn("ended");
	}

}
