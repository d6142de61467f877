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

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import org.springframework.web.socket.server.support.DefaultHandshakeHandler;
import org.springframework.web.socket.server.support.WebSocketHttpRequestHandler;

/**
 * Where Engine.IO requests arrive: refuses the wrong ones and tells the transports apart.
 */
final class EngineIoServlet extends HttpServlet {

	private final transient SocketIoEndpoint endpoint;

	private final transient EngineIoPolling polling;

	private final transient WebSocketHttpRequestHandler webSocket;

	private final transient Admission admission;

	EngineIoServlet(SocketIoEndpoint endpoint, Admission admission) {
		this.admission = admission;
		this.endpoint = endpoint;
		this.polling = new EngineIoPolling(endpoint.engine(), SocketIoEndpoint.MAX_PAYLOAD);
		this.webSocket = new WebSocketHttpRequestHandler(
				new EngineIoWebSocketHandler(endpoint.engine(), SocketIoEndpoint.MAX_PAYLOAD),
				new DefaultHandshakeHandler());
	}

	@Override
	public void init() {
		this.webSocket.setServletContext(getServletContext());
	}

	@Override
	protected void service(HttpServletRequest request, HttpServletResponse response)
			throws ServletException, IOException {
		EngineIoQuery query = EngineIoQuery.parse(request.getQueryString());
		boolean upgrade = "websocket".equalsIgnoreCase(request.getHeader("Upgrade"));
		EngineIoError refusal = refusal(query, request, upgrade);
		boolean handshake = query != null && query.sid() == null;
		if (refusal != null) {
			refusal.writeTo(response);
		}
		else if (!this.endpoint.isRunning() || (handshake && this.endpoint.sessions().isFull())) {
			response.setStatus(HttpServletResponse.SC_SERVICE_UNAVAILABLE);
			response.setIntHeader("Retry-After", 1);
		}
		else if (upgrade) {
			this.webSocket.handleRequest(request, response);
		}
		else if (handshake) {
			this.polling.handshake(request, response);
		}
		else if ("POST".equals(request.getMethod())) {
			this.polling.push(request, response);
		}
		else {
			this.polling.poll(request, response);
		}
	}

	private @Nullable EngineIoError refusal(@Nullable EngineIoQuery query, HttpServletRequest request,
			boolean upgrade) {
		if (query == null) {
			return EngineIoError.BAD_REQUEST;
		}
		boolean admitted = (query.sid() != null || this.admission.isAssigned(query.assignment()))
				&& (!upgrade || this.admission.isOriginAllowed(request));
		return admitted ? query.refusal(request.getMethod(), upgrade, this.endpoint.sessions())
				: EngineIoError.FORBIDDEN;
	}

}
