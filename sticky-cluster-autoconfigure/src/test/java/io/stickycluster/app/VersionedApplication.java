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

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;

import org.springframework.beans.factory.InitializingBean;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.loader.tools.Library;
import org.springframework.boot.loader.tools.LibraryScope;
import org.springframework.boot.loader.tools.Repackager;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.Environment;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * A servlet application that is built in several versions, of which the one named
 * {@code broken} does not start.
 */
@SpringBootConfiguration
@EnableAutoConfiguration(excludeName = {
		"org.springframework.boot.jetty.autoconfigure.actuate.web.server.JettyServletManagementContextAutoConfiguration",
		"org.springframework.boot.jetty.autoconfigure.servlet.JettyServletWebServerAutoConfiguration" })
@Import({ ServletApplication.WhoController.class, ServletApplication.EchoController.class,
		VersionedApplication.VersionController.class })
public class VersionedApplication {

	public static void main(String[] args) {
		SpringApplication.run(VersionedApplication.class, args);
	}

	/**
	 * Build a version as Spring Boot's build plugins do.
	 * @param version the version
	 * @param jar where the executable jar is put
	 * @return the jar
	 */
	public static Path build(String version, Path jar) throws IOException {
		List<Path> classPath = Arrays
			.stream(System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")).split(":"))
			.map(Path::of)
			.toList();
		Path plain = Files.createTempFile(jar.getParent(), "plain", ".jar");
		try (JarOutputStream output = new JarOutputStream(Files.newOutputStream(plain))) {
			output.putNextEntry(new JarEntry("META-INF/build-info.properties"));
			output.write(("build.version=" + version + "\n").getBytes(StandardCharsets.UTF_8));
			for (Path directory : classPath.stream().filter(Files::isDirectory).toList()) {
				add(directory, output);
			}
		}
		Repackager repackager = new Repackager(plain.toFile());
		repackager.setMainClass(VersionedApplication.class.getName());
		repackager.repackage(jar.toFile(), (callback) -> {
			for (Path library : classPath.stream().filter(Files::isRegularFile).distinct().toList()) {
				callback.library(new Library(library.toFile(), LibraryScope.RUNTIME));
			}
		});
		Files.delete(plain);
		return jar;
	}

	private static void add(Path directory, JarOutputStream output) throws IOException {
		try (Stream<Path> files = Files.walk(directory)) {
			for (Path file : files.filter(Files::isRegularFile).toList()) {
				output.putNextEntry(new JarEntry(directory.relativize(file).toString()));
				Files.copy(file, output);
			}
		}
	}

	@RestController
	static class VersionController implements InitializingBean {

		private final Environment environment;

		VersionController(Environment environment) {
			this.environment = environment;
		}

		@Override
		public void afterPropertiesSet() {
			if (version().equals("broken")) {
				throw new IllegalStateException("This version is broken");
			}
		}

		@GetMapping("/version")
		String version() {
			try (InputStream input = VersionedApplication.class
				.getResourceAsStream("/META-INF/build-info.properties")) {
				Properties properties = new Properties();
				properties.load(input);
				return properties.getProperty("build.version");
			}
			catch (IOException ex) {
				throw new IllegalStateException(ex);
			}
		}

		@GetMapping("/setting")
		String setting() {
			return this.environment.getProperty("shop.setting") + " " + System.getenv("SHOP_SETTING");
		}

	}

}
