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

package io.stickycluster.launch;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * The releases that have proved to be good: the one that is launched, and those that can
 * be gone back to.
 *
 * @param good the releases, the current one first, then the one before it, and so on
 * @param kept how many of them are kept, the current one included
 */
public record Releases(List<Release> good, int kept) {

	/**
	 * The application as the supervisor was started, and nothing before it.
	 */
	public static final Releases INITIAL = new Releases(List.of(Release.INITIAL), 1);

	public Releases {
		if (good.isEmpty()) {
			throw new IllegalArgumentException("'good' must not be empty");
		}
		if (kept < 1) {
			throw new IllegalArgumentException("'kept' must be at least 1 but is " + kept);
		}
		good = List.copyOf(good.subList(0, Math.min(kept, good.size())));
	}

	/**
	 * Return what is launched.
	 * @return the release
	 */
	public Release current() {
		return this.good.get(0);
	}

	/**
	 * Return the release before the current one.
	 * @return the release, {@code null} when there is none
	 */
	public @Nullable Release previous() {
		return (this.good.size() > 1) ? this.good.get(1) : null;
	}

	/**
	 * Return these releases after another one has proved to be good.
	 * @param release the new current release
	 * @return the releases
	 */
	public Releases forwardTo(Release release) {
		if (release.equals(current())) {
			return this;
		}
		List<Release> good = new ArrayList<>(this.good);
		good.add(0, release);
		return new Releases(good, this.kept);
	}

	/**
	 * Return these releases after the current one was given up for the one before it.
	 * @return the releases
	 */
	public Releases back() {
		return new Releases(this.good.subList(1, this.good.size()), this.kept);
	}

}
