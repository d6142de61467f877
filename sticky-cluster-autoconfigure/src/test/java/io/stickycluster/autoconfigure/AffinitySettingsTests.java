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

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import io.stickycluster.affinity.AffinityKey;
import io.stickycluster.affinity.AffinityKeyResolver;
import io.stickycluster.affinity.ClientTicket;
import io.stickycluster.affinity.InstanceWeights;
import io.stickycluster.affinity.LoadBound;
import io.stickycluster.gateway.AffinityKeys;
import io.stickycluster.gateway.AffinitySource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link AffinitySettings}.
 */
@NullUnmarked
@ExtendWith(OutputCaptureExtension.class)
class AffinitySettingsTests {

	private static final String PREFIX = "sticky.cluster.affinity.";

	private static final String SECRET = "a secret of thirty-two characters";

	private final AffinityKeyResolver bean = (request) -> "key";

	@Test
	void clientsAreRecognisedByTheirAddressByDefault() {
		AffinityKeys keys = keys(Map.of(PREFIX + "ipv4-prefix", "24"));
		assertThat(keys.sources()).isEmpty();
		assertThat(keys.addresses().ipv4Prefix()).isEqualTo(24);
		assertThat(keys.addresses().ipv6Prefix()).isEqualTo(64);
	}

	@Test
	void sourcesAreInTheOrderOfTheList() {
		List<AffinitySource> sources = keys(Map.of(PREFIX + "keys",
				"bean:tenants, header:X-Tenant,query:tenant,socketio-sid,sockjs-session,client-address"))
			.sources();
		assertThat(sources).hasSize(5);
		assertThat(sources.get(0)).isEqualTo(new AffinitySource.Resolved("bean:tenants", this.bean));
		assertThat(sources.get(1)).hasFieldOrPropertyWithValue("name", "header:X-Tenant");
		assertThat(sources.get(2)).hasFieldOrPropertyWithValue("name", "query:tenant");
		assertThat(sources.get(3)).isEqualTo(new AffinitySource.SocketIoSession(100_000, Duration.ofMinutes(2)));
		assertThat(sources.get(4)).hasFieldOrPropertyWithValue("name", "sockjs-session");
	}

	@Test
	void socketIoIsSet() {
		assertThat(keys(Map.of(PREFIX + "keys", "socketio-sid", PREFIX + "socketio.max-sessions", "7",
				PREFIX + "socketio.idle-expiry", "1m"))
			.sources()).containsExactly(new AffinitySource.SocketIoSession(7, Duration.ofMinutes(1)));
	}

	@Test
	void cookieIsSet(CapturedOutput output) {
		AffinitySource.Cookie cookie = cookie(Map.of(PREFIX + "cookie.name", "AT", PREFIX + "cookie.lifetime", "2h",
				PREFIX + "cookie.secret", SECRET));
		assertThat(cookie.name()).isEqualTo("AT");
		assertThat(cookie.lifetime()).isEqualTo(Duration.ofHours(2));
		ClientTicket ticket = new ClientTicket(new AffinityKey(1, 2), 3, 4);
		assertThat(cookie(Map.of(PREFIX + "cookie.secret", SECRET)).signer().read(cookie.signer().write(ticket)))
			.isEqualTo(ticket);
		assertThat(output).doesNotContain("signed");
	}

	@Test
	void withoutASecretEachStartHasItsOwnAndSaysSo(CapturedOutput output) {
		AffinitySource.Cookie cookie = cookie(Map.of());
		assertThat(cookie.name()).isEqualTo("STICKY_CLUSTER");
		assertThat(cookie.lifetime()).isEqualTo(Duration.ofDays(1));
		String text = cookie.signer().write(new ClientTicket(new AffinityKey(1, 2), 3, 4));
		assertThat(cookie(Map.of()).signer().read(text)).isNull();
		assertThat(output).contains("Set 'sticky.cluster.affinity.cookie.secret' to prevent that");
	}

	@Test
	void weightsAndTheLoadBoundAreSet() {
		AffinitySettings settings = settings(
				Map.of(PREFIX + "max-load-factor", "1.25", "sticky.cluster.instance.1.weight", "2",
						"sticky.cluster.instance.2.weight", "1", "sticky.cluster.instance.3.weight", "0.5"));
		InstanceWeights weights = settings.weights();
		assertThat(weights.byIndex()).isEqualTo(Map.of(1, 2.0, 3, 0.5));
		assertThat(settings.loadBound(weights)).isEqualTo(new LoadBound(1.25, weights));
		assertThat(settings(Map.of()).weights()).isEqualTo(InstanceWeights.EQUAL);
		assertThat(settings(Map.of()).loadBound(InstanceWeights.EQUAL)).isEqualTo(LoadBound.NONE);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', nullValues = "-", textBlock = """
			keys                 | ''                       | recognised by something          | client-address
			keys                 | ip                       | nothing of that name is known    | header:<name>
			keys                 | cookie:x                 | nothing of that name is known    | cookie
			keys                 | header                   | nothing of that name is known    | header:<name>
			keys                 | header:                  | no name of a header              | header:X-Tenant
			keys                 | header:a b               | no name of a header              | header:X-Tenant
			keys                 | query:                   | parameter is missing             | query:room
			keys                 | bean:missing             | has no bean             | auto-configurations
			keys                 | header:A,header:A        | it is there twice                | Remove
			keys                 | cookie,client-address    | would never be asked             | end of the list
			keys                 | client-address,header:A  | would never be asked             | end of the list
			cookie.name          | a b                      | no name of a cookie              | letters
			cookie.lifetime      | -1s                      | less than a second               | 1d
			cookie.lifetime      | 500ms                    | less than a second               | 1d
			cookie.secret        | short-secret             | 12 characters                    | openssl rand
			socketio.max-sessions| 0                        | less than 1                      | 1 or more
			socketio.idle-expiry | 0s                       | not more than 0                  | ping interval
			max-load-factor      | 0.9                      | no room                          | 1.25
			max-load-factor      | -1                       | no room                          | 1.25
			max-load-factor      | NaN                      | no room                          | 1.25
			""")
	void valueThatCannotBeIsToldWithItsPropertyAndACure(String name, String value, String reason, String action) {
		Map<String, String> values = new HashMap<>(Map.of(PREFIX + "keys", "socketio-sid,cookie"));
		values.put(PREFIX + name, value);
		AffinitySettings settings = settings(values);
		assertRefused(() -> {
			settings.keys(Map.of("tenants", this.bean)::get);
			settings.loadBound(InstanceWeights.EQUAL);
		}, PREFIX + name, reason, action);
	}

	@ParameterizedTest
	@CsvSource({ "0", "-1", "NaN", "Infinity" })
	void weightThatIsNotPositiveIsRefused(String weight) {
		assertRefused(settings(Map.of("sticky.cluster.instance.2.weight", weight))::weights,
				"sticky.cluster.instance.2.weight", "not more than 0", "0.5");
	}

	private static void assertRefused(ThrowingCallable call, String property, String reason, String action) {
		assertThatExceptionOfType(InvalidClusterPropertyException.class).isThrownBy(call).satisfies((ex) -> {
			assertThat(ex.getProperty()).isEqualTo(property);
			assertThat(ex.getReason()).contains(reason);
			assertThat(ex.getAction()).contains(action);
			assertThat(ex.getMessage()).doesNotContain("short-secret");
		});
	}

	private AffinitySource.Cookie cookie(Map<String, String> values) {
		Map<String, String> all = new HashMap<>(values);
		all.put(PREFIX + "keys", "cookie");
		return (AffinitySource.Cookie) keys(all).sources().get(0);
	}

	private AffinityKeys keys(Map<String, String> values) {
		return settings(values).keys(Map.of("tenants", this.bean)::get);
	}

	private static AffinitySettings settings(Map<String, String> values) {
		Binder binder = new Binder(new MapConfigurationPropertySource(values));
		return new AffinitySettings(binder.bindOrCreate("sticky.cluster.affinity", AffinityProperties.class),
				binder.bindOrCreate("sticky.cluster", InstanceOverrideProperties.class), null);
	}

}
