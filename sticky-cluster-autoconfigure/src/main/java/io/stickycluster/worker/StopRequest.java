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

package io.stickycluster.worker;

import org.jspecify.annotations.Nullable;

/**
 * The supervisor's wish that the instance ends, whichever comes first: the wish, or
 * somebody who can fulfil it. Thread-safe.
 */
final class StopRequest {

	private @Nullable Runnable listener;

	private boolean requested;

	/**
	 * Set what is to be done on request; if there has been one, do it now.
	 * @param listener called once
	 */
	void onRequest(Runnable listener) {
		synchronized (this) {
			if (!this.requested) {
				this.listener = listener;
				return;
			}
		}
		listener.run();
	}

	/**
	 * Request the end.
	 */
	void request() {
		Runnable listener;
		synchronized (this) {
			listener = this.listener;
			this.requested = true;
			this.listener = null;
		}
		if (listener != null) {
			listener.run();
		}
	}

	synchronized boolean isRequested() {
		return this.requested;
	}

}
