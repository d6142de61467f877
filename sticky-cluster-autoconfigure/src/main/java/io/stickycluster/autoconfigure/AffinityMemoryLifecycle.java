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
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import io.stickycluster.affinity.AffinityMemory;
import io.stickycluster.affinity.AffinityTable;
import io.stickycluster.instance.ClusterSnapshot;

/**
 * Remembers where clients are when the instances are there and the gateway's port is not
 * open yet, and from then on keeps it for the next supervisor.
 */
class AffinityMemoryLifecycle extends PhasedLifecycle {

	private static final Log logger = LogFactory.getLog(AffinityMemoryLifecycle.class);

	private final Path file;

	private final Succession succession;

	private final AffinityMemory memory;

	AffinityMemoryLifecycle(Path file, Succession succession, List<AffinityTable> tables,
			Supplier<ClusterSnapshot> cluster) {
		super(ClusterLifecycle.PHASE + 1);
		this.file = file;
		this.succession = succession;
		this.memory = new AffinityMemory(file, tables, cluster);
	}

	@Override
	public void start() {
		if (this.succession.isTakeover()) {
			restore();
		}
		this.memory.start((ex) -> logger.warn("The next supervisor will not know where clients are: " + ex));
		super.start();
	}

	private void restore() {
		try {
			int clients = this.memory.restore();
			if (clients > 0) {
				logger.info("%d clients stay where they were, although they would be given to others now"
					.formatted(clients));
			}
		}
		catch (NoSuchFileException ex) {
			logger.debug("Nobody was here before", ex);
		}
		catch (IOException ex) {
			logger.warn("Ignored where clients were, because " + this.file + " cannot be read: " + ex.getMessage());
		}
	}

	@Override
	public void stop() {
		this.memory.close();
		super.stop();
	}

}
