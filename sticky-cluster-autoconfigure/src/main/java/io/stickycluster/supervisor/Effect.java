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

import java.time.Duration;

/**
 * Something to do in the world outside, as decided by a {@link Member}. An {@code epoch}
 * comes back with the answer, so that an answer which arrives too late is recognised.
 */
sealed interface Effect {

	/**
	 * Return the index of the instance that is affected.
	 * @return the index
	 */
	int index();

	/**
	 * Launch a generation.
	 *
	 * @param index the index
	 * @param generation the generation
	 */
	record Launch(int index, int generation) implements Effect {

	}

	/**
	 * Tell when nothing is in progress any more.
	 *
	 * @param index the index
	 * @param epoch the epoch
	 */
	record AwaitIdle(int index, long epoch) implements Effect {

	}

	/**
	 * Close the streams and tell when they are closed.
	 *
	 * @param index the index
	 * @param epoch the epoch
	 * @param code the WebSocket close code
	 */
	record CloseStreams(int index, long epoch, int code) implements Effect {

	}

	/**
	 * Ask the instance to end.
	 *
	 * @param index the index
	 */
	record RequestStop(int index) implements Effect {

	}

	/**
	 * Ask the instance to end by the strongest means that let it end gracefully.
	 *
	 * @param index the index
	 */
	record Terminate(int index) implements Effect {

	}

	/**
	 * Ask the instance to write down what its threads are doing.
	 *
	 * @param index the index
	 */
	record DumpThreads(int index) implements Effect {

	}

	/**
	 * End the instance without grace.
	 *
	 * @param index the index
	 */
	record Kill(int index) implements Effect {

	}

	/**
	 * Tell when a time has passed.
	 *
	 * @param index the index
	 * @param epoch the epoch
	 * @param timer what the time is for
	 * @param delay the time
	 */
	record Arm(int index, long epoch, Timer timer, Duration delay) implements Effect {

	}

	/**
	 * What a delay is for.
	 */
	enum Timer {

		/**
		 * The time to get ready has passed.
		 */
		READY,

		/**
		 * The wait before a restart is over.
		 */
		RETRY,

		/**
		 * The time to drain has passed.
		 */
		DRAIN,

		/**
		 * The time to close streams has passed.
		 */
		STREAMS,

		/**
		 * The time to end when asked to has passed.
		 */
		TERMINATE,

		/**
		 * The time to end gracefully has passed.
		 */
		KILL,

		/**
		 * The time to end after a kill has passed.
		 */
		ABANDON

	}

}
