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

import java.net.InetSocketAddress;
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
	 * Return which generation of the index is affected.
	 * @return the generation
	 */
	int generation();

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
	 * @param generation the generation
	 * @param epoch the epoch
	 * @param sessions whether sessions that clients have there are in progress, too
	 */
	record AwaitIdle(int index, int generation, long epoch, boolean sessions) implements Effect {

	}

	/**
	 * Close the streams and tell when they are closed.
	 *
	 * @param index the index
	 * @param generation the generation
	 * @param epoch the epoch
	 * @param code the WebSocket close code
	 * @param spread over how long the ends are spread
	 */
	record CloseStreams(int index, int generation, long epoch, int code, Duration spread) implements Effect {

	}

	/**
	 * Ask whether the instance is well, and tell.
	 *
	 * @param index the index
	 * @param generation the generation
	 * @param epoch the epoch
	 * @param address where it listens
	 */
	record CheckHealth(int index, int generation, long epoch, InetSocketAddress address) implements Effect {

	}

	/**
	 * Ask the instance to end.
	 *
	 * @param index the index
	 * @param generation the generation
	 */
	record RequestStop(int index, int generation) implements Effect {

	}

	/**
	 * Ask the instance to end by the strongest means that let it end gracefully.
	 *
	 * @param index the index
	 * @param generation the generation
	 */
	record Terminate(int index, int generation) implements Effect {

	}

	/**
	 * Ask the instance to write down what its threads are doing.
	 *
	 * @param index the index
	 * @param generation the generation
	 */
	record DumpThreads(int index, int generation) implements Effect {

	}

	/**
	 * End the instance without grace.
	 *
	 * @param index the index
	 * @param generation the generation
	 */
	record Kill(int index, int generation) implements Effect {

	}

	/**
	 * Tell when a time has passed.
	 *
	 * @param index the index
	 * @param generation the generation
	 * @param epoch the epoch
	 * @param timer what the time is for
	 * @param delay the time
	 */
	record Arm(int index, int generation, long epoch, Timer timer, Duration delay) implements Effect {

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
