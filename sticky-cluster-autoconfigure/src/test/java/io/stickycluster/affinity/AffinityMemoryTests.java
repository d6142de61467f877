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

package io.stickycluster.affinity;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.stickycluster.instance.ClusterSnapshot;
import io.stickycluster.instance.Instance;
import io.stickycluster.instance.InstanceState;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

/**
 * Tests for {@link AffinityMemory} and {@link AffinityFile}.
 */
class AffinityMemoryTests {

	private static final int CLIENTS = 1000;

	private static final ClusterSnapshot THREE = cluster(3, 1);

	private static final ClusterSnapshot FOUR = cluster(4, 1);

	private final AtomicReference<ClusterSnapshot> cluster = new AtomicReference<>(THREE);

	private final AffinityTable before = table();

	private final AffinityTable after = table();

	@TempDir
	Path directory;

	@Test
	void clientsAreWhereTheyWereAfterTheClusterHasGrown() throws IOException {
		List<Integer> places = visit(this.before, THREE);
		assertThat(Files.size(write(FOUR))).as("a quarter would be elsewhere, 20 bytes each")
			.isBetween(20L * CLIENTS / 8, 20L * CLIENTS / 2);
		this.cluster.set(FOUR);
		assertThat(memory(this.after).restore()).isBetween(CLIENTS / 8, CLIENTS / 2);
		assertThat(visit(this.after, FOUR)).isEqualTo(places);
		assertThat(visit(table(), FOUR)).isNotEqualTo(places);
	}

	@Test
	void nothingIsKeptOfClientsThatAreFoundAnyway() throws IOException {
		visit(this.before, THREE);
		assertThat(Files.size(write(THREE))).isLessThan(50);
		assertThat(memory(this.after).restore()).isZero();
	}

	@Test
	void clientOnAGenerationThatLeavesIsThereAgain() throws IOException {
		this.before.learn(key(7), instance(0, 4, InstanceState.UP));
		ClusterSnapshot reload = new ClusterSnapshot(1, List.of(instance(0, 5, InstanceState.UP)), List.of(),
				List.of(instance(0, 4, InstanceState.DRAINING)));
		write(reload);
		this.cluster.set(reload);
		assertThat(memory(this.after).restore()).isOne();
		assertThat(this.after.isLeaving(key(7), Candidates.of(reload))).isTrue();
	}

	@Test
	void clientOfAnInstanceThatIsGoneIsANewOne() throws IOException {
		visit(this.before, THREE);
		write(FOUR);
		this.cluster.set(new ClusterSnapshot(1, List.of(instance(3, 1, InstanceState.UP))));
		assertThat(memory(this.after).restore()).isZero();
	}

	@Test
	void clientOfAnInstanceThatWasLaunchedAgainStaysOnItsIndex() throws IOException {
		List<Integer> places = visit(this.before, THREE);
		write(FOUR);
		ClusterSnapshot next = cluster(4, 2);
		this.cluster.set(next);
		assertThat(memory(this.after).restore()).isPositive();
		assertThat(visit(this.after, next)).isEqualTo(places);
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 4, 11, 30, 1000, -1 })
	void damagedFileChangesNothing(int at) throws IOException {
		visit(this.before, THREE);
		Path file = write(FOUR);
		byte[] content = Files.readAllBytes(file);
		content[(at >= 0) ? at : content.length - 1] ^= 1;
		Files.write(file, content);
		this.cluster.set(FOUR);
		assertThatIOException().isThrownBy(() -> memory(this.after).restore());
		assertThat(this.after.size()).isZero();
	}

	@Test
	void truncatedFileChangesNothing() throws IOException {
		visit(this.before, THREE);
		Path file = write(FOUR);
		byte[] content = Files.readAllBytes(file);
		Files.write(file, Arrays.copyOf(content, content.length / 2));
		this.cluster.set(FOUR);
		assertThatIOException().isThrownBy(() -> memory(this.after).restore());
		assertThat(this.after.size()).isZero();
	}

	@Test
	void fileIsWrittenAgainOnlyWhenSomethingHasChanged() throws IOException {
		AffinityMemory memory = memory(this.before);
		memory.writeIfChanged();
		Files.delete(file());
		memory.writeIfChanged();
		assertThat(file()).doesNotExist();
		visit(this.before, THREE);
		memory.writeIfChanged();
		assertThat(file()).exists();
		Files.delete(file());
		this.cluster.set(FOUR);
		memory.writeIfChanged();
		assertThat(file()).exists();
	}

	@Test
	void runningMemoryWritesByItselfAndOnceMoreAtItsEnd() throws IOException {
		AffinityMemory memory = memory(this.before);
		memory.start((ex) -> {
			throw new IllegalStateException(ex);
		});
		Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> Files.exists(file()));
		this.before.learn(key(CLIENTS + 1), instance(other(CLIENTS + 1), 1, InstanceState.UP));
		memory.close();
		assertThat(memory(this.after).restore()).isOne();
		assertThat(this.after.index(key(CLIENTS + 1))).isEqualTo(other(CLIENTS + 1));
	}

	@Test
	void failureIsToldOnceInARow() {
		List<IOException> failures = new CopyOnWriteArrayList<>();
		AffinityMemory memory = new AffinityMemory(this.directory.resolve("none/affinity"), List.of(this.before),
				this.cluster::get);
		memory.start(failures::add);
		Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> !failures.isEmpty());
		memory.close();
		assertThat(failures).hasSizeLessThanOrEqualTo(2);
		assertThatExceptionOfType(IOException.class).isThrownBy(memory::writeIfChanged);
	}

	private Path write(ClusterSnapshot snapshot) throws IOException {
		this.cluster.set(snapshot);
		memory(this.before).writeIfChanged();
		return file();
	}

	private AffinityMemory memory(AffinityTable table) {
		return new AffinityMemory(file(), List.of(table), this.cluster::get);
	}

	private Path file() {
		return this.directory.resolve("affinity");
	}

	private static int other(int client) {
		return (InstanceSelector.rendezvous().select(key(client), THREE.instances()).index() + 1) % 3;
	}

	private static List<Integer> visit(AffinityTable table, ClusterSnapshot snapshot) {
		Candidates candidates = Candidates.of(snapshot);
		return IntStream.range(0, CLIENTS).mapToObj((client) -> {
			KnownClient known = table.enter(key(client), candidates);
			Instance instance = table.place(known, candidates, false);
			table.leave(known);
			return instance.index();
		}).toList();
	}

	private static AffinityTable table() {
		return new AffinityTable(InstanceSelector.rendezvous(), 10_000, Duration.ofHours(1), () -> 0);
	}

	private static AffinityKey key(int client) {
		return new AffinityKey(0, client);
	}

	private static ClusterSnapshot cluster(int instances, int generation) {
		return new ClusterSnapshot(instances,
				IntStream.range(0, instances)
					.mapToObj((index) -> instance(index, generation, InstanceState.UP))
					.toList());
	}

	private static Instance instance(int index, int generation, InstanceState state) {
		return new Instance(index, generation, state, new InetSocketAddress("127.0.0.1", 3131 + index), null, Map.of(),
				1, null, 0, 0, null, null, null, true, false);
	}

}
