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

package io.stickycluster.worker;

import java.io.IOException;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;

/**
 * Servlet filter that answers 0, unknown, for the remote port of a request. An instance
 * sees the gateway's connection, whose port says nothing of the client and changes from
 * one request to the next, while Spring's SockJS takes a session's request from another
 * port for an intruder's and answers 404.
 */
public final class GatewayPortFilter implements Filter {

	@Override
	public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
			throws IOException, ServletException {
		chain.doFilter((request instanceof HttpServletRequest httpRequest) ? new ClientRequest(httpRequest) : request,
				response);
	}

	/**
	 * A request whose remote port is not known.
	 */
	private static final class ClientRequest extends HttpServletRequestWrapper {

		ClientRequest(HttpServletRequest request) {
			super(request);
		}

		@Override
		public int getRemotePort() {
			return 0;
		}

	}

}
