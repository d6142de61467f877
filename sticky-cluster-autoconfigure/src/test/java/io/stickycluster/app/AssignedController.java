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

import java.util.Map;

import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

import io.stickycluster.assign.InstanceAssignment;

/**
 * Tells what a template would get.
 */
@RestController
public class AssignedController {

	@GetMapping("/model")
	Map<String, Object> model(Model model) {
		InstanceAssignment assignment = (InstanceAssignment) model.getAttribute(InstanceAssignment.ATTRIBUTE);
		return Map.of("index", assignment.getIndex(), "httpUrl", assignment.getHttpUrl(), "wsUrl",
				assignment.getWsUrl(), "token", assignment.getToken());
	}

	@GetMapping("/valid")
	boolean valid(String token, Model model) {
		return ((InstanceAssignment) model.getAttribute(InstanceAssignment.ATTRIBUTE)).isValid(token);
	}

	/**
	 * Shows a page that is rendered.
	 */
	@Controller
	static class PageController {

		@GetMapping("/page")
		String page() {
			return "assigned";
		}

	}

}
