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
import java.io.Serializable;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockFilterChain;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.session.UuidSessionIdGenerator;

import io.stickycluster.session.LocalSessionAccess;
import io.stickycluster.session.SaveResult;
import io.stickycluster.session.SessionChange;
import io.stickycluster.session.SessionLimits;
import io.stickycluster.session.SessionStore;
import io.stickycluster.session.SessionStoreAccess;
import io.stickycluster.session.SessionStoreUnavailableException;
import io.stickycluster.session.StoredSession;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link ClusterSession} and its repositories.
 */
class ClusterSessionTests {

	private final SessionStore store = new SessionStore(new SessionLimits(100, 1_000_000, 10_000), Clock.systemUTC());

	private final ClusterSessions sessions = new ClusterSessions(new AttributeSerializer(getClass().getClassLoader()),
			UuidSessionIdGenerator.getInstance(), Duration.ofMinutes(5), Clock.systemUTC());

	private final ClusterSessionRepository repository = new ClusterSessionRepository(new LocalSessionAccess(this.store),
			this.sessions);

	private final ReactiveClusterSessionRepository reactive = new ReactiveClusterSessionRepository(
			new LocalSessionAccess(this.store), this.sessions);

	@Test
	void sessionIsSavedAndFound() {
		ClusterSession session = this.repository.createSession();
		session.setAttribute("user", new User("Ada"));
		assertThat(this.repository.findById(session.getId())).isNull();
		this.repository.save(session);
		ClusterSession found = this.repository.findById(session.getId());
		assertThat(found.<User>getAttribute("user")).isEqualTo(new User("Ada"));
		assertThat(found.getAttributeNames()).containsExactly("user");
		assertThat(found.getMaxInactiveInterval()).isEqualTo(Duration.ofMinutes(5));
		assertThat(found.getCreationTime().toEpochMilli()).isEqualTo(session.getCreationTime().toEpochMilli());
		assertThat(found.isExpired()).isFalse();
		this.repository.deleteById(session.getId());
		assertThat(this.repository.findById(session.getId())).isNull();
	}

	@Test
	void onlyWhatChangedIsSaved() {
		ClusterSession session = saved(Map.of("x", "1", "y", "2"));
		ClusterSession first = this.repository.findById(session.getId());
		ClusterSession second = this.repository.findById(session.getId());
		first.setAttribute("x", "changed");
		second.removeAttribute("y");
		second.setAttribute("z", "3");
		this.repository.save(second);
		this.repository.save(first);
		ClusterSession found = this.repository.findById(session.getId());
		assertThat(found.getAttributeNames()).containsExactlyInAnyOrder("x", "z");
		assertThat(found.<String>getAttribute("x")).isEqualTo("changed");
		assertThat(found.takeChange()).isNull();
	}

	@Test
	void idCanBeChanged() {
		ClusterSession session = saved(Map.of("x", "1"));
		String old = session.getId();
		session.changeSessionId();
		this.repository.save(session);
		assertThat(this.repository.findById(old)).isNull();
		assertThat(this.repository.findById(session.getId()).<String>getAttribute("x")).isEqualTo("1");
		session.setAttribute("y", "2");
		this.repository.save(session);
		assertThat(this.repository.findById(session.getId()).getAttributeNames()).hasSize(2);
	}

	@Test
	void sessionThatEndedMeanwhileStaysEnded() {
		ClusterSession session = saved(Map.of("x", "1"));
		ClusterSession reader = this.repository.findById(session.getId());
		ClusterSession writer = this.repository.findById(session.getId());
		this.repository.deleteById(session.getId());
		reader.setLastAccessedTime(Clock.systemUTC().instant());
		this.repository.save(reader);
		writer.setAttribute("x", "2");
		assertThatIllegalStateException().isThrownBy(() -> this.repository.save(writer))
			.withMessageContaining("invalidated");
		assertThat(this.repository.findById(session.getId())).isNull();
	}

	@Test
	void attributeThatCannotBeReadIsMissingAndStays() {
		ClusterSession session = saved(Map.of("x", "1"));
		this.store.save(new SessionChange(session.getId(), session.getId(), 0, 0, 60_000,
				Map.of("newer", new byte[] { 1, 2, 3 }), Set.of()));
		ClusterSession found = this.repository.findById(session.getId());
		assertThat(found.<Object>getAttribute("newer")).isNull();
		assertThat(found.<String>getAttribute("x")).isEqualTo("1");
		found.setAttribute("x", "2");
		this.repository.save(found);
		assertThat(this.store.find(session.getId()).attributes()).containsOnlyKeys("newer", "x");
	}

	@Test
	void attributeThatCannotBeWrittenIsNamed() {
		ClusterSession session = this.repository.createSession();
		session.setAttribute("thread", new Object());
		assertThatIllegalStateException().isThrownBy(() -> this.repository.save(session))
			.withMessageContaining("'thread'")
			.withMessageContaining("java.lang.Object");
	}

	@Test
	void sessionThatIsTooLargeNamesTheProperty() {
		ClusterSession session = this.repository.createSession();
		session.setAttribute("large", new byte[20_000]);
		assertThatIllegalStateException().isThrownBy(() -> this.repository.save(session))
			.withMessageContaining("'sticky.cluster.sessions.max-session-size'")
			.withMessageContaining("large");
	}

	@Test
	void idsThatNobodyMadeAreNotAskedFor() {
		assertThat(this.repository.findById("x".repeat(10_000))).isNull();
		assertThat(this.repository.findById("")).isNull();
	}

	@Test
	void sessionWithoutALimitNeverExpires() {
		ClusterSession session = saved(Map.of());
		session.setMaxInactiveInterval(Duration.ofSeconds(Long.MAX_VALUE));
		this.repository.save(session);
		assertThat(this.repository.findById(session.getId()).isExpired()).isFalse();
		session.setMaxInactiveInterval(Duration.ofSeconds(-1));
		assertThat(session.isExpired()).isFalse();
		session.setMaxInactiveInterval(Duration.ZERO);
		assertThat(session.isExpired()).isTrue();
	}

	@Test
	void reactiveRepositoryDoesTheSame() {
		ClusterSession session = this.reactive.createSession().block();
		session.setAttribute("x", "1");
		assertThat(this.reactive.findById(session.getId()).block()).isNull();
		this.reactive.save(session).block();
		assertThat(this.reactive.findById(session.getId()).block().<String>getAttribute("x")).isEqualTo("1");
		this.reactive.deleteById(session.getId()).block();
		session.setAttribute("x", "2");
		assertThatIllegalStateException().isThrownBy(() -> this.reactive.save(session).block());
		assertThat(this.reactive.findById(session.getId()).block()).isNull();
	}

	@Test
	void storeThatIsNotAvailableIsA503() throws Exception {
		ClusterSessionRepository failing = new ClusterSessionRepository(new Unavailable(), this.sessions);
		assertThatExceptionOfType(SessionStoreUnavailableException.class).isThrownBy(() -> failing.findById("a"));
		assertThatExceptionOfType(SessionStoreUnavailableException.class).isThrownBy(
				() -> new ReactiveClusterSessionRepository(new Unavailable(), this.sessions).findById("a").block());
		assertThat(statusAfter(() -> failing.findById("a"))).isEqualTo(503);
		assertThatIllegalStateException().isThrownBy(() -> statusAfter(() -> {
			throw new IllegalStateException();
		}));
	}

	private static int statusAfter(Runnable handler) throws IOException, ServletException {
		MockHttpServletResponse response = new MockHttpServletResponse();
		new SessionUnavailableFilter().doFilter(new MockHttpServletRequest(), response, new MockFilterChain() {

			@Override
			public void doFilter(ServletRequest request, ServletResponse response) {
				handler.run();
			}

		});
		return response.getStatus();
	}

	private ClusterSession saved(Map<String, String> attributes) {
		ClusterSession session = this.repository.createSession();
		attributes.forEach(session::setAttribute);
		this.repository.save(session);
		return session;
	}

	private record User(String name) implements Serializable {

	}

	/**
	 * A store that never answers.
	 */
	private static final class Unavailable implements SessionStoreAccess {

		@Override
		public CompletableFuture<Optional<StoredSession>> find(String id) {
			return failed();
		}

		@Override
		public CompletableFuture<SaveResult> save(SessionChange change) {
			return failed();
		}

		@Override
		public CompletableFuture<Void> delete(String id) {
			return failed();
		}

		private static <T> CompletableFuture<T> failed() {
			return CompletableFuture.failedFuture(new SessionStoreUnavailableException("no answer"));
		}

	}

}
