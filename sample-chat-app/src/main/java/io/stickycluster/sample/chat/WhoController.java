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

package io.stickycluster.sample.chat;

import com.fasterxml.jackson.annotation.JsonInclude;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.util.HtmlUtils;
import org.springframework.web.util.WebUtils;

/**
 * Tells which instance serves a request, and how the request looked to it.
 */
@RestController
class WhoController {

	private static final String VISITS = WhoController.class.getName() + ".visits";

	private final ServingInstance instance;

	WhoController(ServingInstance instance) {
		this.instance = instance;
	}

	@GetMapping(path = "/who", produces = MediaType.APPLICATION_JSON_VALUE)
	ResponseEntity<Who> json(@RequestParam(defaultValue = "false") boolean session, HttpServletRequest request) {
		return ResponseEntity.ok().cacheControl(CacheControl.noStore()).body(who(session, request));
	}

	@GetMapping(path = "/who", produces = MediaType.TEXT_HTML_VALUE)
	ResponseEntity<String> html(@RequestParam(defaultValue = "false") boolean session, HttpServletRequest request) {
		Who who = who(session, request);
		String visits = (who.session() != null) ? row("Visits in this session", who.session().visits()) : "";
		String body = """
				<!doctype html>
				<html lang="en">
				<meta charset="utf-8">
				<meta name="viewport" content="width=device-width, initial-scale=1">
				<title>Instance %s</title>
				<link rel="stylesheet" href="/page.css">
				<main class="who">
				<h1>You are served by instance %s</h1>
				<table>%s</table>
				<p><a href="/page">To the chat</a></p>
				</main>
				</html>
				""".formatted(escape(who.instance()), escape(who.instance()),
				row("Generation", who.generation()) + row("Port", who.port()) + row("Process", who.pid())
						+ row("Your address", who.remoteAddress()) + row("Scheme", who.scheme())
						+ row("Host", who.host()) + visits);
		return ResponseEntity.ok().cacheControl(CacheControl.noStore()).body(body);
	}

	private Who who(boolean countVisits, HttpServletRequest request) {
		return new Who(this.instance.index(), this.instance.generation(), this.instance.port(), this.instance.pid(),
				request.getRemoteAddr(), request.getScheme(), request.getHeader("Host"),
				countVisits ? visit(request.getSession()) : null);
	}

	private static Visits visit(HttpSession session) {
		synchronized (WebUtils.getSessionMutex(session)) {
			Integer before = (Integer) session.getAttribute(VISITS);
			int visits = (before != null) ? before + 1 : 1;
			session.setAttribute(VISITS, visits);
			return new Visits(session.getId(), visits);
		}
	}

	private static String row(String name, @Nullable Object value) {
		return "<tr><th scope=\"row\">%s</th><td>%s</td></tr>".formatted(name, escape(String.valueOf(value)));
	}

	private static String escape(String text) {
		return HtmlUtils.htmlEscape(text);
	}

	/**
	 * The instance and the request as the instance sees it.
	 *
	 * @param instance the index of the instance, or {@code "-"}
	 * @param generation how often the instance was launched
	 * @param port the port that the instance listens on
	 * @param pid the process that it runs in
	 * @param remoteAddress the client's address
	 * @param scheme the scheme that the client used
	 * @param host the {@code Host} header, or {@code null} when there is none
	 * @param session the HTTP session, or {@code null} when none was asked for
	 */
	@JsonInclude(JsonInclude.Include.NON_NULL)
	record Who(String instance, int generation, int port, long pid, String remoteAddress, String scheme,
			@Nullable String host, @Nullable Visits session) {

	}

	/**
	 * How often a session was here.
	 *
	 * @param id the session's id
	 * @param visits the number of visits, this one included
	 */
	record Visits(String id, int visits) {

	}

}
