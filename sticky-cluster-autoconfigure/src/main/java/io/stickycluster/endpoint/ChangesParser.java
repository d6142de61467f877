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

package io.stickycluster.endpoint;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads what is to be changed from the text of a JSON object: names and their new values,
 * {@code null} for those that are to go.
 */
final class ChangesParser {

	private static final JsonMapper MAPPER = new JsonMapper();

	private ChangesParser() {
	}

	static Map<String, @Nullable String> parse(String parameter, @Nullable String text) {
		if (text == null) {
			return Map.of();
		}
		JsonNode object = read(parameter, text);
		Map<String, @Nullable String> changes = new LinkedHashMap<>();
		for (Map.Entry<String, JsonNode> property : object.properties()) {
			JsonNode value = property.getValue();
			if (value.isContainer()) {
				throw refused(parameter);
			}
			changes.put(property.getKey(), value.isNull() ? null : value.asString());
		}
		return changes;
	}

	private static JsonNode read(String parameter, String text) {
		try {
			JsonNode object = MAPPER.readTree(text);
			if (object.isObject()) {
				return object;
			}
		}
		catch (JacksonException ex) {
			// Text that is no JSON
		}
		throw refused(parameter);
	}

	private static InvalidClusterRequestException refused(String parameter) {
		return new InvalidClusterRequestException("'" + parameter + "' is no object of names and plain values",
				List.of("an object such as {\"name\": \"value\"}, with null to take a name away"));
	}

}
