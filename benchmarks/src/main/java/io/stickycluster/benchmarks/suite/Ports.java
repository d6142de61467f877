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

package io.stickycluster.benchmarks.suite;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;

/**
 * The ports of a line-up, in a row.
 *
 * @param first the first one
 * @param instances how many instances there are
 */
record Ports(int first, int instances) {

	/**
	 * Below the range from which the kernel takes the ports of clients.
	 */
	private static final int END = 32_000;

	private static final int BEGIN = 20_000;

	private static final int PROXIES = 7;

	static Ports free(int instances) {
		int count = PROXIES + 2 * instances;
		// From anywhere: another benchmark may be about to open those that it found free.
		int offset = ThreadLocalRandom.current().nextInt(END - BEGIN);
		for (int i = 0; i < END - BEGIN; i++) {
			int first = BEGIN + (offset + i) % (END - BEGIN);
			if (first + count <= END && IntStream.range(first, first + count).allMatch(Ports::isFree)) {
				return new Ports(first, instances);
			}
		}
		throw new IllegalStateException("There are no %d free ports in a row".formatted(count));
	}

	private static boolean isFree(int port) {
		try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
			return socket.isBound();
		}
		catch (IOException ex) {
			return false;
		}
	}

	int control() {
		return this.first;
	}

	int gateway() {
		return this.first + 1;
	}

	int nginx() {
		return this.first + 2;
	}

	int haproxy() {
		return this.first + 3;
	}

	int springCloudGateway() {
		return this.first + 4;
	}

	int nginxUnix() {
		return this.first + 5;
	}

	int handoff() {
		return this.first + 6;
	}

	int firstInstance() {
		return this.first + PROXIES;
	}

	/**
	 * Return the first port of the instances that connections are handed to.
	 * @return the port, which no client connects to
	 */
	int firstHandoffInstance() {
		return firstInstance() + this.instances;
	}

	List<Integer> ofInstances() {
		return IntStream.range(firstInstance(), firstInstance() + this.instances).boxed().toList();
	}

}
