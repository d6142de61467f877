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
import org.springframework.web.filter.ForwardedHeaderFilter;

/**
 * Applies the forwarding headers of trusted peers, and takes them out of the requests of
 * all others.
 */
public final class TrustedForwardedFilter implements Filter {

	private final TrustedPeers peers;

	private final ForwardedHeaderFilter apply = new ForwardedHeaderFilter();

	private final ForwardedHeaderFilter remove = new ForwardedHeaderFilter();

	/**
	 * Create a filter.
	 * @param peers who is believed
	 */
	public TrustedForwardedFilter(TrustedPeers peers) {
		this.peers = peers;
		this.remove.setRemoveOnly(true);
	}

	@Override
	public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
			throws IOException, ServletException {
		Filter filter = this.peers.isTrusted(request.getRemoteAddr()) ? this.apply : this.remove;
		filter.doFilter(request, response, chain);
	}

}
