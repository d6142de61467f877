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

package io.stickycluster.supervisor;

import java.util.Locale;

import org.jspecify.annotations.Nullable;

import io.stickycluster.launch.Release;

/**
 * What an operator can ask of a {@link ClusterSupervisor}.
 */
public sealed interface ClusterCommand {

	/**
	 * Return the name of what is asked for, in lower case.
	 * @return the name
	 */
	String action();

	/**
	 * Return the index that it is asked of.
	 * @return the index, {@code null} when it is the whole cluster
	 */
	default @Nullable Integer index() {
		return null;
	}

	/**
	 * Want a number of instances up.
	 *
	 * @param instances how many
	 */
	record Scale(int instances) implements ClusterCommand {

		@Override
		public String action() {
			return "scale";
		}

	}

	/**
	 * Want more or fewer instances up than now.
	 *
	 * @param difference how many more, negative for fewer
	 */
	record ScaleBy(int difference) implements ClusterCommand {

		@Override
		public String action() {
			return "scale";
		}

	}

	/**
	 * Do something with the whole cluster.
	 *
	 * @param what what to do
	 */
	record OnCluster(ClusterAction what) implements ClusterCommand {

		@Override
		public String action() {
			return this.what.name().toLowerCase(Locale.ROOT).replace('_', '-');
		}

	}

	/**
	 * Do something with one instance.
	 *
	 * @param target the instance's index
	 * @param what what to do
	 */
	record OnInstance(int target, InstanceAction what) implements ClusterCommand {

		@Override
		public String action() {
			return this.what.name().toLowerCase(Locale.ROOT);
		}

		@Override
		public Integer index() {
			return this.target;
		}

	}

	/**
	 * Replace one instance after the other while they serve by instances of another
	 * release, all or else none.
	 *
	 * @param former what was launched when the release was made ready
	 * @param release the release
	 */
	record Deploy(Release former, Release release) implements ClusterCommand {

		@Override
		public String action() {
			return ClusterAction.RELOAD.name().toLowerCase(Locale.ROOT);
		}

	}

	/**
	 * Say something to the operation on the whole cluster that is in progress.
	 *
	 * @param what what to say
	 */
	record OnOperation(OperationAction what) implements ClusterCommand {

		@Override
		public String action() {
			return this.what.name().toLowerCase(Locale.ROOT);
		}

	}

	/**
	 * What can be said to an operation in progress.
	 */
	enum OperationAction {

		/**
		 * Do not watch the canary any longer, go on.
		 */
		CONTINUE,

		/**
		 * Go back to how it was.
		 */
		ABORT

	}

	/**
	 * What can be done with the whole cluster, besides scaling it.
	 */
	enum ClusterAction {

		/**
		 * Restart one instance after the other, each drained first.
		 */
		RESTART,

		/**
		 * Replace one instance after the other while they serve, all or else none.
		 */
		RELOAD,

		/**
		 * Replace all instances by those of the last release that was good before the
		 * current one.
		 */
		ROLLBACK,

		/**
		 * Stop all instances, the highest index first, and keep them stopped. Overtakes
		 * whatever else is in progress.
		 */
		STOP,

		/**
		 * End the supervisor without its instances, which wait for the next one.
		 */
		HAND_OVER

	}

	/**
	 * What can be done with one instance.
	 */
	enum InstanceAction {

		/**
		 * Drain and launch it again, or launch it when it does not run.
		 */
		RESTART,

		/**
		 * Replace it while it serves.
		 */
		RELOAD,

		/**
		 * End it without waiting for its clients, and keep it stopped.
		 */
		STOP,

		/**
		 * Launch it when it does not run.
		 */
		START,

		/**
		 * Give it no new clients, until it is undrained or launched again.
		 */
		DRAIN,

		/**
		 * Give it new clients again.
		 */
		UNDRAIN

	}

}
