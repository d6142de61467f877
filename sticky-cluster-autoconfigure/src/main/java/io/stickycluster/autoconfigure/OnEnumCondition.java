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

import java.lang.annotation.Annotation;
import java.util.Arrays;
import java.util.function.Function;

import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotatedTypeMetadata;

/**
 * Condition that matches when the environment says one of the values that an annotation
 * names.
 *
 * @param <E> the type of the values
 */
abstract class OnEnumCondition<E extends Enum<E>> extends SpringBootCondition {

	private final Class<? extends Annotation> annotation;

	private final Class<E> type;

	private final String name;

	private final Function<Environment, E> current;

	/**
	 * Create a condition.
	 * @param annotation the annotation, which has the values
	 * @param type the type of the values
	 * @param name what a value is called
	 * @param current returns what the environment says
	 */
	OnEnumCondition(Class<? extends Annotation> annotation, Class<E> type, String name,
			Function<Environment, E> current) {
		this.annotation = annotation;
		this.type = type;
		this.name = name;
		this.current = current;
	}

	@Override
	public final ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
		E[] wanted = metadata.getAnnotations().get(this.annotation).getEnumArray("value", this.type);
		E value = this.current.apply(context.getEnvironment());
		ConditionMessage.Builder message = ConditionMessage.forCondition(this.annotation);
		return Arrays.asList(wanted).contains(value)
				? ConditionOutcome.match(message.foundExactly(this.name + " " + value))
				: ConditionOutcome.noMatch(message.because("the " + this.name + " is " + value));
	}

}
