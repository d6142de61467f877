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

package io.stickycluster.app;

import java.io.IOException;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Ports for servers that have to know theirs before they open it, or open it again. They
 * are none of those that the system gives to connections: a client could have got one
 * meanwhile.
 */
public final class FreePorts {

	private static final int LOWEST = 10_000;

	private static final int HIGHEST = 32_000;

	private FreePorts() {
	}

	/**
	 * Find consecutive ports that nobody listens on.
	 * @param count how many
	 * @return the first of them
	 */
	public static int find(int count) {
		while (true) {
			int first = ThreadLocalRandom.current().nextInt(LOWEST, HIGHEST - count);
			if (areFree(first, count)) {
				return first;
			}
		}
	}

	private static boolean areFree(int first, int count) {
		List<ServerSocket> bound = new ArrayList<>();
		try {
			for (int i = 0; i < count; i++) {
				bound.add(new ServerSocket(first + i));
			}
			return true;
		}
		catch (IOException ex) {
			return false;
		}
		finally {
			bound.forEach(FreePorts::close);
		}
	}

	private static void close(ServerSocket socket) {
		try {
			socket.close();
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
