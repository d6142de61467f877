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

import java.time.Duration;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;

/**
 * What to measure, and for how long.
 *
 * @param rounds how often each contender has its turn
 * @param duration how long a turn is
 * @param warmUp how long a JVM is put under load before
 * @param sections which parts are run
 * @param kinds which instances HTTP is measured with
 * @param contenders which ways to the instances are compared
 * @param quick whether this is only to see that everything works
 * @param write whether to write the report into its page
 */
record Options(int rounds, Duration duration, Duration warmUp, Set<SectionName> sections, Set<InstanceKind> kinds,
		Set<String> contenders, boolean quick, boolean write) {

	private static final List<String> CONTENDERS = List.of(Contender.DIRECT, Contender.GATEWAY, Contender.HANDOFF,
			Contender.NGINX, Contender.NGINX_UNIX, Contender.HAPROXY, Contender.SPRING_CLOUD_GATEWAY);

	static Options parse(String... args) {
		List<String> given = List.of(args);
		Options options = given.contains("--quick") ? defaults(1, Duration.ofSeconds(1), Duration.ofSeconds(1), true)
				: defaults(5, Duration.ofSeconds(3), Duration.ofSeconds(40), false);
		for (Iterator<String> rest = given.iterator(); rest.hasNext();) {
			options = options.with(rest.next(), rest);
		}
		return options;
	}

	private static Options defaults(int rounds, Duration duration, Duration warmUp, boolean quick) {
		return new Options(rounds, duration, warmUp, EnumSet.allOf(SectionName.class),
				EnumSet.allOf(InstanceKind.class), new LinkedHashSet<>(CONTENDERS), quick, false);
	}

	private Options with(String name, Iterator<String> values) {
		return switch (name) {
			case "--quick" -> this;
			case "--rounds" -> new Options(number(name, values), this.duration, this.warmUp, this.sections, this.kinds,
					this.contenders, this.quick, this.write);
			case "--seconds" -> new Options(this.rounds, Duration.ofSeconds(number(name, values)), this.warmUp,
					this.sections, this.kinds, this.contenders, this.quick, this.write);
			case "--warm-up" -> new Options(this.rounds, this.duration, Duration.ofSeconds(number(name, values)),
					this.sections, this.kinds, this.contenders, this.quick, this.write);
			case "--only" -> new Options(this.rounds, this.duration, this.warmUp,
					some(name, values, List.of(SectionName.values()), Enum::name), this.kinds, this.contenders,
					this.quick, this.write);
			case "--instances" -> new Options(this.rounds, this.duration, this.warmUp, this.sections,
					some(name, values, List.of(InstanceKind.values()), Enum::name), this.contenders, this.quick,
					this.write);
			case "--targets" -> new Options(this.rounds, this.duration, this.warmUp, this.sections, this.kinds,
					some(name, values, CONTENDERS, Function.identity()), this.quick, this.write);
			case "--write" -> new Options(this.rounds, this.duration, this.warmUp, this.sections, this.kinds,
					this.contenders, this.quick, true);
			default -> throw new IllegalArgumentException("There is no option " + name);
		};
	}

	private static String value(String name, Iterator<String> values) {
		if (!values.hasNext()) {
			throw new IllegalArgumentException(name + " needs a value");
		}
		return values.next();
	}

	private static int number(String name, Iterator<String> values) {
		String value = value(name, values);
		if (!value.matches("[1-9][0-9]{0,3}")) {
			throw new IllegalArgumentException("%s must be a number from 1 to 9999 but is %s".formatted(name, value));
		}
		return Integer.parseInt(value);
	}

	/**
	 * Choose some of all, in the order of all.
	 * @param option the option that names those, comma-separated
	 * @param values the values of options
	 * @param all all
	 * @param name gives the name of one
	 * @return those
	 */
	private static <T> Set<T> some(String option, Iterator<String> values, List<T> all, Function<T, String> name) {
		Set<String> chosen = Set.of(value(option, values).split(","));
		Set<T> some = new LinkedHashSet<>();
		all.stream().filter((one) -> chosen.contains(optionName(name.apply(one)))).forEach(some::add);
		if (some.size() != chosen.size()) {
			throw new IllegalArgumentException("%s must be some of %s but is %s".formatted(option,
					all.stream().map((one) -> optionName(name.apply(one))).toList(), chosen));
		}
		return some;
	}

	private static String optionName(String name) {
		return name.toLowerCase(Locale.ROOT).replace(' ', '-');
	}

}
