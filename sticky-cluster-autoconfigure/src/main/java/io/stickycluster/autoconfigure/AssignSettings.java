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

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import org.springframework.core.env.Environment;

import io.stickycluster.assign.AssignmentTokens;
import io.stickycluster.assign.InstanceAddresses;
import io.stickycluster.assign.PageOrigins;
import io.stickycluster.launch.survive.StateDirectory;

/**
 * Makes settings of assignments of the user's properties, and refuses those that cannot
 * be.
 */
final class AssignSettings {

	private static final String PREFIX = "sticky.cluster.assign.";

	private static final int MIN_SECRET_LENGTH = 32;

	private static final Pattern HOST = Pattern
		.compile("[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*");

	private static final Pattern PATH = Pattern.compile("(/[A-Za-z0-9._~-]+)+");

	private static final Pattern ORIGIN = Pattern
		.compile("https?://[A-Za-z0-9.-]+(:\\d{1,5})?|https?://\\[[0-9A-Fa-f:.]+](:\\d{1,5})?");

	private final AssignProperties properties;

	private final ClusterProperties cluster;

	private final boolean secure;

	private final String secret;

	/**
	 * Create settings.
	 * @param properties the properties
	 * @param cluster says where instances listen
	 * @param environment says whether instances do TLS
	 * @param lastingDirectory where a generated secret outlives the supervisor, as the
	 * instances do that know it, {@code null} for nowhere
	 */
	AssignSettings(AssignProperties properties, ClusterProperties cluster, Environment environment,
			@Nullable StateDirectory lastingDirectory) {
		this.properties = properties;
		this.cluster = cluster;
		this.secure = InstanceTls.isKept(environment);
		this.secret = secret(properties.getSecret(), lastingDirectory);
		Duration lifetime = properties.getLifetime();
		require(lifetime.toSeconds() >= 1, "lifetime", lifetime, "it is less than a second",
				"Use a duration such as 1m.");
		require(PATH.matcher(properties.getPath()).matches(), "path", properties.getPath(), "it is no plain path",
				"Use a path such as '/cluster/assign'.");
		for (String origin : properties.getAllowedOrigins()) {
			require(ORIGIN.matcher(origin).matches(), "allowed-origins", origin, "it is no origin",
					"Use scheme, host and port as in the address of the page, such as 'https://shop.example'.");
		}
	}

	private static String secret(@Nullable String secret, @Nullable StateDirectory lastingDirectory) {
		if (secret == null || secret.isEmpty()) {
			return HexFormat.of().formatHex(random(lastingDirectory));
		}
		require(secret.length() >= MIN_SECRET_LENGTH, "secret", "******",
				"it has " + secret.length() + " characters, so that it could be guessed",
				"Use at least " + MIN_SECRET_LENGTH + " random characters, such as 'openssl rand -base64 32' prints.");
		return secret;
	}

	private static byte[] random(@Nullable StateDirectory lastingDirectory) {
		if (lastingDirectory != null) {
			try {
				return lastingDirectory.secret("assign.key", MIN_SECRET_LENGTH);
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}
		byte[] random = new byte[MIN_SECRET_LENGTH];
		new SecureRandom().nextBytes(random);
		return random;
	}

	String path() {
		return this.properties.getPath();
	}

	PageOrigins origins() {
		return new PageOrigins(this.properties.getAllowedOrigins());
	}

	InstanceAddresses addresses() {
		AssignmentTokens tokens = new AssignmentTokens(this.secret.getBytes(StandardCharsets.UTF_8),
				this.properties.getLifetime(), Clock.systemUTC());
		return new InstanceAddresses(host(), this.secure, tokens);
	}

	/**
	 * Return what the supervisor tells instances, so that they know what it has signed.
	 * @return properties
	 */
	Map<String, String> ofInstances() {
		return Map.of(PREFIX + "secret", this.secret);
	}

	private String host() {
		String host = this.properties.getAdvertisedHost();
		if (host == null || host.isBlank()) {
			return address();
		}
		require(HOST.matcher(host).matches(), "advertised-host", host, "it is no host name or address",
				"Use a name such as 'shop.example', without scheme and port.");
		return host;
	}

	private String address() {
		String address = this.cluster.getInstanceAddress();
		if (address == null || address.isBlank()) {
			return "localhost";
		}
		InetAddress resolved = new ClusterSettings(this.cluster, 1).instanceAddress();
		require(!resolved.isAnyLocalAddress(), "advertised-host", "",
				"clients have to be told a host, and 'sticky.cluster.instance-address' is " + address
						+ ", which is none in particular",
				"Use the name or address that clients reach this machine at, such as 'shop.example'.");
		return address;
	}

	private static void require(boolean valid, String name, Object value, String reason, String action) {
		InvalidClusterPropertyException.throwUnless(valid, PREFIX + name, value, reason, action);
	}

}
