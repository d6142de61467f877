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

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;

import io.stickycluster.launch.context.ApplicationEntryPoint;

/**
 * {@link ApplicationEntryPoint} that calls the application's own {@code main} method, in
 * any of the shapes that the Java launcher accepts (JEP 512).
 */
class MainMethodEntryPoint implements ApplicationEntryPoint {

	private final Class<?> mainClass;

	private final String[] args;

	MainMethodEntryPoint(Class<?> mainClass, String[] args) {
		this.mainClass = mainClass;
		this.args = args.clone();
	}

	/**
	 * Return whether a class can be started.
	 * @param type the class
	 * @return whether it has a main method
	 */
	static boolean hasMain(Class<?> type) {
		try {
			findMain(type);
			return true;
		}
		catch (NoSuchMethodException | LinkageError ex) {
			return false;
		}
	}

	@Override
	public void run() throws Exception {
		Method main = findMain(this.mainClass);
		main.setAccessible(true);
		Object target = Modifier.isStatic(main.getModifiers()) ? null : newInstance();
		try {
			if (main.getParameterCount() == 0) {
				main.invoke(target);
			}
			else {
				main.invoke(target, (Object) this.args.clone());
			}
		}
		catch (InvocationTargetException ex) {
			if (ex.getTargetException() instanceof Error error) {
				throw error;
			}
			throw (ex.getTargetException() instanceof Exception exception) ? exception : ex;
		}
	}

	private static Method findMain(Class<?> type) throws NoSuchMethodException {
		try {
			return type.getDeclaredMethod("main", String[].class);
		}
		catch (NoSuchMethodException ex) {
			return type.getDeclaredMethod("main");
		}
	}

	private Object newInstance() throws ReflectiveOperationException {
		Constructor<?> constructor = this.mainClass.getDeclaredConstructor();
		constructor.setAccessible(true);
		return constructor.newInstance();
	}

}
