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
package io.stickycluster.session.web;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.springframework.core.ConfigurableObjectInputStream;

/**
 * Makes bytes of the values of session attributes and back, by Java serialisation. A
 * filter that is set for the JVM ({@code jdk.serialFilter}) applies. Thread-safe.
 */
public final class AttributeSerializer {

	private static final Log logger = LogFactory.getLog(AttributeSerializer.class);

	private final @Nullable ClassLoader classLoader;

	/**
	 * Create a serializer.
	 * @param classLoader where the classes of the values are, {@code null} for the
	 * calling thread's
	 */
	public AttributeSerializer(@Nullable ClassLoader classLoader) {
		this.classLoader = classLoader;
	}

	/**
	 * Make bytes of a value.
	 * @param name the attribute's name
	 * @param value its value
	 * @return the bytes
	 * @throws IllegalStateException if the value cannot be serialised
	 */
	byte[] serialize(String name, Object value) {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
			out.writeObject(value);
		}
		catch (IOException ex) {
			throw new IllegalStateException(
					"Session attribute '%s' cannot be kept outside of its instance: make %s and all that it refers to serializable"
						.formatted(name, value.getClass().getName()),
					ex);
		}
		return bytes.toByteArray();
	}

	/**
	 * Make a value of its bytes.
	 * @param name the attribute's name
	 * @param bytes the bytes
	 * @return the value, {@code null} when this version of the application cannot read it
	 */
	@Nullable Object deserialize(String name, byte[] bytes) {
		try (ConfigurableObjectInputStream in = new ConfigurableObjectInputStream(new ByteArrayInputStream(bytes),
				this.classLoader)) {
			return in.readObject();
		}
		catch (IOException | ClassNotFoundException | RuntimeException | LinkageError ex) {
			// To fail would lock the client out until its session expires
			logger.warn("Session attribute '%s' cannot be read and counts as missing: %s".formatted(name, ex));
			return null;
		}
	}

}
