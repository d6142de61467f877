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

package io.stickycluster.autoconfigure;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import io.stickycluster.affinity.AddressKeys;
import io.stickycluster.affinity.AffinityKeyResolver;
import io.stickycluster.affinity.InstanceWeights;
import io.stickycluster.affinity.LoadBound;
import io.stickycluster.affinity.TicketSigner;
import io.stickycluster.gateway.AffinityKeys;
import io.stickycluster.gateway.AffinitySource;

/**
 * {@link AffinityProperties} as the gateway takes them, checked.
 */
final class AffinitySettings {

	private static final Log logger = LogFactory.getLog(AffinitySettings.class);

	private static final String PREFIX = "sticky.cluster.affinity.";

	private static final String CLIENT_ADDRESS = "client-address";

	private static final String COOKIE = "cookie";

	private static final int MIN_SECRET_LENGTH = 32;

	/**
	 * A token as in RFC 9110, section 5.6.2.
	 */
	private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");

	private final AffinityProperties properties;

	private final Map<Integer, InstanceOverrideProperties.Instance> instances;

	AffinitySettings(AffinityProperties properties, InstanceOverrideProperties overrides) {
		this.properties = properties;
		this.instances = overrides.getInstance();
	}

	/**
	 * Return what clients are recognised by.
	 * @param resolvers returns the bean of a name, or {@code null}
	 * @return the keys
	 */
	AffinityKeys keys(Function<String, @Nullable AffinityKeyResolver> resolvers) {
		List<String> names = this.properties.getKeys().stream().map(String::trim).toList();
		check(names);
		List<AffinitySource> sources = new ArrayList<>();
		for (String name : names) {
			if (!name.equals(CLIENT_ADDRESS)) {
				sources.add(source(name, resolvers));
			}
		}
		return new AffinityKeys(addresses(), sources);
	}

	AddressKeys addresses() {
		return new AddressKeys(this.properties.getIpv4Prefix(), this.properties.getIpv6Prefix());
	}

	private void check(List<String> names) {
		require(!names.isEmpty(), "keys", "", "clients have to be recognised by something",
				"Use 'client-address', or leave the property out.");
		Set<String> seen = new HashSet<>();
		for (String name : names) {
			require(seen.add(name), "keys", name, "it is there twice", "Remove one of them.");
		}
		for (String name : names.subList(0, names.size() - 1)) {
			require(!name.equals(CLIENT_ADDRESS) && !name.equals(COOKIE), "keys", name,
					"it knows the client of every request, so that what comes after it would never be asked",
					"Put '" + name + "' at the end of the list.");
		}
	}

	private AffinitySource source(String name, Function<String, @Nullable AffinityKeyResolver> resolvers) {
		int colon = name.indexOf(':');
		String kind = (colon != -1) ? name.substring(0, colon) : name;
		String argument = (colon != -1) ? name.substring(colon + 1) : "";
		boolean simple = colon == -1;
		if (simple && kind.equals(COOKIE)) {
			return cookie();
		}
		if (simple && kind.equals("socketio-sid")) {
			return socketIoSession();
		}
		if (simple && kind.equals("sockjs-session")) {
			return new AffinitySource.Resolved(name, AffinityKeyResolver.sockJsSession());
		}
		if (!simple && kind.equals("header")) {
			require(TOKEN.matcher(argument).matches(), "keys", name, "'" + argument + "' is no name of a header",
					"Use a name such as in 'header:X-Tenant'.");
			return new AffinitySource.Resolved(name, AffinityKeyResolver.header(argument));
		}
		if (!simple && kind.equals("query")) {
			require(!argument.isEmpty(), "keys", name, "the name of the parameter is missing",
					"Use a name such as in 'query:room'.");
			return new AffinitySource.Resolved(name, AffinityKeyResolver.query(argument));
		}
		if (!simple && kind.equals("bean")) {
			return new AffinitySource.Resolved(name, resolver(name, argument, resolvers));
		}
		throw invalid("keys", name, "nothing of that name is known",
				"Use 'client-address', 'cookie', 'socketio-sid', 'sockjs-session', 'header:<name>', 'query:<name>' "
						+ "or 'bean:<name>'.");
	}

	private AffinityKeyResolver resolver(String name, String bean,
			Function<String, @Nullable AffinityKeyResolver> resolvers) {
		AffinityKeyResolver resolver = resolvers.apply(bean);
		if (resolver == null) {
			throw invalid("keys", name,
					"the supervisor has no bean '" + bean + "' of the type " + AffinityKeyResolver.class.getName(),
					"Define it in an auto-configuration of yours and name that in "
							+ "'sticky.cluster.supervisor.auto-configurations'.");
		}
		return resolver;
	}

	private AffinitySource cookie() {
		AffinityProperties.Cookie cookie = this.properties.getCookie();
		require(TOKEN.matcher(cookie.getName()).matches(), "cookie.name", cookie.getName(), "it is no name of a cookie",
				"Use letters, digits, '-' and '_'.");
		Duration lifetime = cookie.getLifetime();
		require(lifetime.isZero() || lifetime.toSeconds() > 0, "cookie.lifetime", lifetime, "it is less than a second",
				"Use a duration such as 1d, or 0 for a cookie that clients keep as long as they run.");
		return new AffinitySource.Cookie(cookie.getName(), lifetime, new TicketSigner(secret(cookie.getSecret())),
				Clock.systemUTC());
	}

	private byte[] secret(@Nullable String secret) {
		if (secret == null || secret.isEmpty()) {
			logger.info("Affinity cookies are signed with a key that nobody else has: after a restart of the "
					+ "supervisor, and on other machines, their clients are taken for new ones. Set "
					+ "'sticky.cluster.affinity.cookie.secret' to prevent that.");
			byte[] random = new byte[MIN_SECRET_LENGTH];
			new SecureRandom().nextBytes(random);
			return random;
		}
		require(secret.length() >= MIN_SECRET_LENGTH, "cookie.secret", "******",
				"it has " + secret.length() + " characters, so that it could be guessed",
				"Use at least " + MIN_SECRET_LENGTH + " random characters, such as 'openssl rand -base64 32' prints.");
		return secret.getBytes(StandardCharsets.UTF_8);
	}

	private AffinitySource socketIoSession() {
		AffinityProperties.Socketio socketIo = this.properties.getSocketio();
		require(socketIo.getMaxSessions() > 0, "socketio.max-sessions", socketIo.getMaxSessions(), "it is less than 1",
				"Use 1 or more.");
		Duration expiry = socketIo.getIdleExpiry();
		require(!expiry.isNegative() && !expiry.isZero(), "socketio.idle-expiry", expiry, "it is not more than 0",
				"Use more than the sum of the sessions' ping interval and ping timeout, such as 2m.");
		return new AffinitySource.SocketIoSession(socketIo.getMaxSessions(), expiry);
	}

	/**
	 * Return how large the instances' shares of the clients are.
	 * @return the weights
	 */
	InstanceWeights weights() {
		Map<Integer, Double> weights = new LinkedHashMap<>();
		this.instances.forEach((index, instance) -> {
			double weight = instance.getWeight();
			InvalidClusterPropertyException.throwUnless(weight > 0 && weight < Double.POSITIVE_INFINITY,
					"sticky.cluster.instance." + index + ".weight", weight, "it is not more than 0",
					"Use a number such as 0.5 for half of the clients that an instance of weight 1 has.");
			if (weight != 1) {
				weights.put(index, weight);
			}
		});
		return new InstanceWeights(weights);
	}

	/**
	 * Return which instances new clients may be given to.
	 * @param weights how large the instances' shares are
	 * @return the bound
	 */
	LoadBound loadBound(InstanceWeights weights) {
		double factor = this.properties.getMaxLoadFactor();
		require(factor == 0 || (factor >= 1 && factor < Double.POSITIVE_INFINITY), "max-load-factor", factor,
				"instances would have no room for their own share of the clients",
				"Use 1 or more, such as 1.25, or 0 for no bound.");
		return new LoadBound(factor, weights);
	}

	private static void require(boolean valid, String name, Object value, String reason, String action) {
		InvalidClusterPropertyException.throwUnless(valid, PREFIX + name, value, reason, action);
	}

	private static InvalidClusterPropertyException invalid(String name, String value, String reason, String action) {
		return new InvalidClusterPropertyException(PREFIX + name, value, reason, action);
	}

}
