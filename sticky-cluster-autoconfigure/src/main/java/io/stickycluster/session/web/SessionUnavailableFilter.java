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
package io.stickycluster.session.web;

import java.io.IOException;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import io.stickycluster.session.SessionStoreUnavailableException;

/**
 * Filter that answers 503 when a session cannot be had, wherever it was asked for.
 */
public final class SessionUnavailableFilter implements Filter {

	@Override
	public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
			throws IOException, ServletException {
		try {
			chain.doFilter(request, response);
		}
		catch (ServletException | RuntimeException ex) {
			SessionStoreUnavailableException unavailable = unavailable(ex);
			if (unavailable == null || response.isCommitted() || !(response instanceof HttpServletResponse http)) {
				throw ex;
			}
			unavailable.getHeaders().forEach((name, values) -> values.forEach((value) -> http.setHeader(name, value)));
			http.sendError(HttpServletResponse.SC_SERVICE_UNAVAILABLE);
		}
	}

	private static @Nullable SessionStoreUnavailableException unavailable(@Nullable Throwable ex) {
		if (ex == null || ex instanceof SessionStoreUnavailableException) {
			return (SessionStoreUnavailableException) ex;
		}
		return unavailable(ex.getCause());
	}

}
