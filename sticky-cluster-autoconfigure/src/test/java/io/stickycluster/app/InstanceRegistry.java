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

package io.stickycluster.app;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationContextAware;

/**
 * Bean of the application that knows in which contexts of this JVM it lives.
 */
public class InstanceRegistry implements ApplicationContextAware, DisposableBean {

	private static final Set<ApplicationContext> contexts = ConcurrentHashMap.newKeySet();

	private ApplicationContext context;

	@Override
	public void setApplicationContext(ApplicationContext context) {
		this.context = context;
		contexts.add(context);
	}

	@Override
	public void destroy() {
		contexts.remove(this.context);
	}

	/**
	 * Return the contexts that hold such a bean now.
	 * @return the contexts
	 */
	public static Set<ApplicationContext> contexts() {
		return Set.copyOf(contexts);
	}

}
