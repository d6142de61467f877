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

import java.util.List;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;

import io.stickycluster.launch.InstanceLauncher;
import io.stickycluster.launch.Survivor;
import io.stickycluster.supervisor.ClusterSupervisor;
import io.stickycluster.supervisor.Inheritance;
import io.stickycluster.supervisor.Roster;
import io.stickycluster.supervisor.RosterFile;

/**
 * How one supervisor follows another: what it takes over, and what it leaves behind.
 */
class Succession {

	private final SurvivalSettings settings;

	private final InstanceLauncher launcher;

	private final ClusterSupervisor supervisor;

	private final @Nullable RosterFile roster;

	private volatile boolean takeover;

	/**
	 * Create a succession.
	 * @param settings whether instances outlive the supervisor
	 * @param launcher takes over instances
	 * @param supervisor keeps them up
	 * @param roster who stood where, {@code null} when instances end with the supervisor
	 */
	Succession(SurvivalSettings settings, InstanceLauncher launcher, ClusterSupervisor supervisor,
			@Nullable RosterFile roster) {
		this.settings = settings;
		this.launcher = launcher;
		this.supervisor = supervisor;
		this.roster = roster;
	}

	/**
	 * Take over what there is. Blocks until the instances have come back. If the
	 * application then does not start, they are left to the next attempt.
	 * @return what was taken over
	 */
	Inheritance inherit() {
		this.settings.endFormer();
		List<Survivor> survivors = this.launcher.adopt();
		if (survivors.isEmpty()) {
			// A cluster that begins anew has as many instances as it is asked for
			return Inheritance.NONE;
		}
		this.takeover = true;
		this.supervisor.leaveOnClose(true);
		return new Inheritance(survivors, (this.roster != null) ? this.roster.read() : Roster.EMPTY);
	}

	/**
	 * Return whether there was anything to take over.
	 * @return whether the cluster goes on where the former supervisor has ended
	 */
	boolean isTakeover() {
		return this.takeover;
	}

	@EventListener
	void started(ApplicationReadyEvent event) {
		this.supervisor.leaveOnClose(false);
	}

}
