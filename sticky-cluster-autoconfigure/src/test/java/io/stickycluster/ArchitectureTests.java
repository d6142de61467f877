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

package io.stickycluster;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Which package may use which.
 */
class ArchitectureTests {

	private static final String ROOT = "io.stickycluster";

	private static final Map<String, List<String>> ALLOWED = allowed();

	private static final JavaClasses CLASSES = new ClassFileImporter()
		.withImportOption(new ImportOption.DoNotIncludeTests())
		.importPackages(ROOT);

	private static Map<String, List<String>> allowed() {
		Map<String, List<String>> allowed = new LinkedHashMap<>();
		allowed.put("instance", List.of());
		allowed.put("affinity", List.of("instance"));
		allowed.put("logs", List.of("instance"));
		allowed.put("systemd", List.of());
		allowed.put("launch", List.of("instance", "link", "logs", "systemd"));
		allowed.put("link", List.of("instance"));
		allowed.put("worker", List.of("instance", "link"));
		allowed.put("supervisor", List.of("instance", "launch"));
		allowed.put("http1", List.of());
		allowed.put("gateway", List.of("instance", "affinity", "http1"));
		allowed.put("handoff", List.of("instance", "affinity", "link", "worker"));
		allowed.put("assign", List.of("instance", "affinity", "link"));
		allowed.put("bus", List.of("instance", "link"));
		allowed.put("session", List.of("instance", "link"));
		allowed.put("discovery", List.of("instance"));
		allowed.put("external", List.of("instance"));
		allowed.put("endpoint", List.of("instance", "supervisor", "logs", "external"));
		allowed.put("dashboard", List.of("instance", "supervisor"));
		return allowed;
	}

	static Stream<String> packages() {
		return ALLOWED.keySet().stream();
	}

	@ParameterizedTest
	@MethodSource("packages")
	void packageUsesOnlyWhatItMay(String name) {
		List<String> allowed = ALLOWED.get(name);
		ArchRuleDefinition.classes()
			.that()
			.resideInAPackage(packages(name))
			.should()
			.onlyDependOnClassesThat(new DescribedPredicate<>("are in " + name + ", " + allowed + " or outside") {

				@Override
				public boolean test(JavaClass candidate) {
					String other = topLevelPackage(candidate);
					return other == null || other.equals(name) || allowed.contains(other);
				}

			})
			.allowEmptyShould(true)
			.check(CLASSES);
	}

	@Test
	void everyPackageIsOnTheMap() {
		assertThat(CLASSES.stream().map(ArchitectureTests::topLevelPackage).distinct()).isNotEmpty()
			.allSatisfy((name) -> assertThat(name).satisfiesAnyOf((known) -> assertThat(ALLOWED).containsKey(known),
					(known) -> assertThat(known).isEqualTo("autoconfigure")));
	}

	@Test
	void instanceAndAffinityUseTheJdkOnly() {
		ArchRuleDefinition.classes()
			.that()
			.resideInAnyPackage(ROOT + ".instance..", ROOT + ".affinity..")
			.should()
			.onlyDependOnClassesThat()
			.resideInAnyPackage("java..", "javax.crypto..", "org.jspecify..", ROOT + ".instance..",
					ROOT + ".affinity..")
			.check(CLASSES);
	}

	@Test
	void supervisorKnowsNeitherSpringNorNetty() {
		ArchRuleDefinition.noClasses()
			.that()
			.resideInAPackage(packages("supervisor"))
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage("org.springframework.context..", "org.springframework.boot..", "io.netty..",
					"reactor..")
			.allowEmptyShould(true)
			.check(CLASSES);
	}

	@Test
	void busItselfKnowsNeitherSpringNorRedis() {
		ArchRuleDefinition.noClasses()
			.that()
			.resideInAPackage(ROOT + ".bus")
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage("org.springframework..", "io.lettuce..", ROOT + ".bus.*..")
			.check(CLASSES);
	}

	@Test
	void nothingDependsOnAutoconfigure() {
		ArchRuleDefinition.noClasses()
			.that()
			.resideOutsideOfPackage(packages("autoconfigure"))
			.should()
			.dependOnClassesThat()
			.resideInAPackage(packages("autoconfigure"))
			.check(CLASSES);
	}

	@Test
	void onlyAutoconfigureSeesConfigurationProperties() {
		ArchRuleDefinition.noClasses()
			.that()
			.resideOutsideOfPackage(packages("autoconfigure"))
			.should()
			.dependOnClassesThat()
			.resideInAPackage("org.springframework.boot.context.properties..")
			.check(CLASSES);
	}

	@Test
	void packagesAreFreeOfCycles() {
		SlicesRuleDefinition.slices().matching(ROOT + ".(*)..").should().beFreeOfCycles().check(CLASSES);
	}

	private static String packages(String name) {
		return ROOT + "." + name + "..";
	}

	private static String topLevelPackage(JavaClass candidate) {
		String name = candidate.getPackageName();
		if (!name.startsWith(ROOT + ".")) {
			return null;
		}
		String rest = name.substring(ROOT.length() + 1);
		int dot = rest.indexOf('.');
		return (dot != -1) ? rest.substring(0, dot) : rest;
	}

}
