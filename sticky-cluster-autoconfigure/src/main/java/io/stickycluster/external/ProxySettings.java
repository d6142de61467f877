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

package io.stickycluster.external;

import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * What a proxy in front has to know beside the instances themselves.
 *
 * @param name the name of the application
 * @param host the address that instances listen on, as a proxy on this machine reaches it
 * @param paths the paths that lead to the ports of instances, with '/' for the main one
 * @param ipv4Prefix leading bits of an IPv4 address that make a client
 * @param ipv6Prefix leading bits of an IPv6 address that make a client
 * @param trustedProxies addresses (CIDR) of proxies before the proxy
 * @param healthPath what instances answer with a status below 500 while they are well,
 * {@code null} for nothing
 * @param maxBodyBytes largest body of a request, 0 for any
 * @param weights the shares of clients by the instances' indexes, 1 where there is none
 * @param notes what whoever sets the proxy up should know, one line each
 */
public record ProxySettings(String name, String host, List<ProxyPath> paths, int ipv4Prefix, int ipv6Prefix,
		List<String> trustedProxies, @Nullable String healthPath, long maxBodyBytes, Map<Integer, Double> weights,
		List<String> notes) {

	public ProxySettings {
		name = name.replaceAll("[^A-Za-z0-9]+", "_").replaceAll("^_+|_+$", "");
		name = name.isEmpty() ? "cluster" : name;
		paths = List.copyOf(paths);
		trustedProxies = List.copyOf(trustedProxies);
		weights = Map.copyOf(weights);
		notes = List.copyOf(notes);
	}

	/**
	 * A path and the port that its requests go to.
	 *
	 * @param path the path, with all that is below
	 * @param port the name of the port, {@code null} for the main one
	 * @param basePort the port of the instance with index 0, 0 when it is any free one
	 */
	public record ProxyPath(String path, @Nullable String port, int basePort) {

	}

}
