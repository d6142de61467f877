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

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import io.stickycluster.launch.Survivor;

/**
 * What a supervisor takes over from the one before it.
 *
 * @param survivors the instances that have outlived it
 * @param roster who stood where
 */
public record Inheritance(List<Survivor> survivors, Roster roster) {

	/**
	 * There was no supervisor before.
	 */
	public static final Inheritance NONE = new Inheritance(List.of(), Roster.EMPTY);

	private static final String LEFT_OVER = "left over by the former supervisor";

	public Inheritance {
		survivors = List.copyOf(survivors);
	}

	/**
	 * Let the survivors take their places, and those begin to leave that have none: of an
	 * index that was being replaced, the generation that did not stand for it.
	 * @param members the members, of which there are none yet
	 * @param effects watches them
	 * @param now the time
	 */
	void adopt(Members members, EffectRunner effects, Instant now) {
		this.roster.places().forEach((index, place) -> members.generations(index).atLeast(place.last()));
		Map<Integer, Survivor> standing = standing();
		for (Survivor survivor : this.survivors) {
			Member member = adopt(survivor, members, now);
			effects.adopt(member, survivor.handle());
			if (standing.get(survivor.index()) != survivor) {
				members.addLeaving(member);
				member.end(Goal.GONE, members.settings().drained(), LEFT_OVER);
			}
			else {
				members.addStanding(member);
				if (isDrained(survivor)) {
					member.drain();
				}
			}
		}
	}

	private Member adopt(Survivor survivor, Members members, Instant now) {
		Roster.Place place = this.roster.places().get(survivor.index());
		Member member = members.create(survivor, (place != null) ? place.planned() : 0,
				(place != null) ? place.unplanned() : 0);
		Instant readySince = (place != null && place.generation() == survivor.generation()) ? place.readySince() : null;
		member.adopt(survivor, (readySince != null) ? readySince : now, now);
		return member;
	}

	private boolean isDrained(Survivor survivor) {
		Roster.Place place = this.roster.places().get(survivor.index());
		return place != null && place.draining() && place.generation() == survivor.generation();
	}

	/**
	 * Return who stands for each index: whoever did, or else the latest.
	 * @return the survivors by index
	 */
	private Map<Integer, Survivor> standing() {
		Map<Integer, Survivor> standing = new TreeMap<>();
		Comparator<Survivor> order = Comparator.comparing(this::stood).thenComparingInt(Survivor::generation);
		for (Survivor survivor : this.survivors) {
			standing.merge(survivor.index(), survivor,
					(first, second) -> (order.compare(first, second) >= 0) ? first : second);
		}
		return standing;
	}

	private boolean stood(Survivor survivor) {
		Roster.Place place = this.roster.places().get(survivor.index());
		return place != null && place.generation() == survivor.generation();
	}

}
