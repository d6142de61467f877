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

package io.stickycluster.sample.chat.socketio;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

import io.socket.engineio.server.EngineIoServer;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.web.util.ContentCachingResponseWrapper;

/**
 * The polling transport: hands requests to the library in a shape that it can cope with.
 */
final class EngineIoPolling {

	private static final Logger logger = LoggerFactory.getLogger(EngineIoPolling.class);

	private final EngineIoServer engine;

	private final int maxPayload;

	EngineIoPolling(EngineIoServer engine, int maxPayload) {
		this.engine = engine;
		this.maxPayload = maxPayload;
	}

	/**
	 * Open a session. The library writes its answer before it knows the session, so the
	 * answer is kept back until it does: a quick client would get "Session ID unknown".
	 * @param request the request
	 * @param response the response
	 * @throws IOException when the client is gone
	 */
	void handshake(HttpServletRequest request, HttpServletResponse response) throws IOException {
		ContentCachingResponseWrapper answer = new ContentCachingResponseWrapper(response);
		this.engine.handleRequest(new SynchronousRequest(request), answer);
		String packets = new String(answer.getContentAsByteArray(), StandardCharsets.UTF_8);
		answer.resetBuffer();
		answer.getOutputStream()
			.write(EngineIoPayload.withMaxPayload(packets, this.maxPayload).getBytes(StandardCharsets.UTF_8));
		answer.copyBodyToResponse();
	}

	/**
	 * Let a client wait for packets.
	 * @param request the request
	 * @param response the response, which ends once there are packets
	 * @throws IOException when the client is gone
	 */
	void poll(HttpServletRequest request, HttpServletResponse response) throws IOException {
		try {
			this.engine.handleRequest(request, response);
		}
		catch (RuntimeException ex) {
			// A second poll beside the first: the library ends the session, then fails.
			logger.debug("Poll refused", ex);
			EngineIoError.BAD_REQUEST.writeTo(response);
		}
	}

	/**
	 * Take packets from a client. A body that is no payload or too large ends the
	 * session.
	 * @param request the request
	 * @param response the response
	 * @throws IOException when the client is gone
	 */
	void push(HttpServletRequest request, HttpServletResponse response) throws IOException {
		byte[] body = request.getInputStream().readNBytes(this.maxPayload + 1);
		if (body.length > this.maxPayload) {
			closeSession(request, response);
			response.setStatus(HttpServletResponse.SC_REQUEST_ENTITY_TOO_LARGE);
			response.setHeader("Connection", "close");
		}
		else if (!EngineIoPayload.isPayload(new String(body, StandardCharsets.UTF_8))) {
			closeSession(request, response);
			EngineIoError.BAD_REQUEST.writeTo(response);
		}
		else {
			this.engine.handleRequest(new BodyRequest(request, body), response);
		}
	}

	private void closeSession(HttpServletRequest request, HttpServletResponse response) throws IOException {
		ContentCachingResponseWrapper ignored = new ContentCachingResponseWrapper(response);
		this.engine.handleRequest(new BodyRequest(request, EngineIoPayload.CLOSE.getBytes(StandardCharsets.UTF_8)),
				ignored);
	}

	/**
	 * A request that the library must answer before it returns.
	 */
	private static final class SynchronousRequest extends HttpServletRequestWrapper {

		private SynchronousRequest(HttpServletRequest request) {
			super(request);
		}

		@Override
		public boolean isAsyncSupported() {
			return false;
		}

	}

}
