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

package io.stickycluster.launch.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Makes JVMs start faster: the first to run a program writes an archive of its classes
 * when it ends, later ones map that archive instead of reading the classes again. A
 * program in an executable jar is run from a copy that is taken apart, because a JVM can
 * archive no classes of nested jars. Never keeps a JVM from being started: whatever goes
 * wrong, it starts without. Thread-safe; {@link #prepare} may block for a second when it
 * takes a jar apart.
 */
public final class ClassDataSharing implements AutoCloseable {

	private static final Log logger = LogFactory.getLog(ClassDataSharing.class);

	private final ClassDataCache cache;

	private final boolean extract;

	private final JvmFeatures features;

	/**
	 * The keys of the cache entries of each class path.
	 */
	private final Map<List<Path>, Set<String>> used = new HashMap<>();

	private final Set<Path> recorded = new HashSet<>();

	private boolean disabled;

	/**
	 * Create a cache of class-data archives.
	 * @param directory the cache's directory, which is made if it does not exist; it must
	 * be the cache's own
	 * @param extract whether executable jars are taken apart
	 */
	public ClassDataSharing(Path directory, boolean extract) {
		this.cache = new ClassDataCache(directory.toAbsolutePath());
		this.extract = extract;
		this.features = JvmFeatures.ofThisJvm();
	}

	synchronized SharedStart prepare(JavaProgram program, List<String> jvmArguments) {
		if (this.disabled || !this.features.canShareClasses(jvmArguments)) {
			return SharedStart.without(program);
		}
		try {
			return share(program, jvmArguments);
		}
		catch (IOException | UncheckedIOException ex) {
			this.disabled = true;
			logger.warn("Instances start without class-data sharing: " + ex);
			return SharedStart.without(program);
		}
	}

	private SharedStart share(JavaProgram program, List<String> jvmArguments) throws IOException {
		boolean extracted = this.extract && program.isJar() && ExecutableJar.isExtractable(program.classPath().get(0));
		ClassPathFiles files = ClassPathFiles.of(program.classPath());
		if (!extracted && !files.areJars()) {
			return SharedStart.without(program);
		}
		ClassDataKey key = new ClassDataKey();
		if (!extracted) {
			program.launch().forEach(key::add);
		}
		List<String> relevant = this.features.relevant(jvmArguments);
		relevant.forEach(key::add);
		files.addTo(key, extracted);
		Path entry = this.cache.open(key.value());
		this.used.computeIfAbsent(program.classPath(), (added) -> new HashSet<>()).add(key.value());
		JavaProgram shared = program;
		if (extracted) {
			Path jar = new ExtractedJar(entry).of(program.classPath().get(0));
			shared = JavaProgram.ofJar(jar, program.arguments());
		}
		return start(shared, relevant, new ClassDataArchive(entry, this.features));
	}

	private SharedStart start(JavaProgram program, List<String> relevant, ClassDataArchive archive) throws IOException {
		if (archive.exists()) {
			return new SharedStart(program, archive.useArguments(), archive::afterUse);
		}
		if (!archive.canRecord() || !this.recorded.add(archive.file())) {
			return SharedStart.without(program);
		}
		Path recording = archive.newRecording();
		logger.info("The classes of an instance are archived when it ends, so that later ones start faster");
		return new SharedStart(program, archive.recordArguments(recording), (exitCode) -> {
			archive.afterRecording(recording, exitCode, program, relevant);
			recordingEnded(archive);
		});
	}

	private synchronized void recordingEnded(ClassDataArchive archive) {
		this.recorded.remove(archive.file());
	}

	/**
	 * Let go of what is cached of a jar that is started no more, so that it can be
	 * removed when there is too much.
	 * @param jar the jar
	 */
	public synchronized void forget(Path jar) {
		Set<String> keys = this.used.remove(List.of(jar));
		if (keys == null) {
			return;
		}
		this.used.values().forEach(keys::removeAll);
		for (String key : keys) {
			try {
				this.cache.release(key);
			}
			catch (IOException ex) {
				logger.debug("A lock of the class-data cache is left to the end of the process", ex);
			}
		}
	}

	@Override
	public synchronized void close() {
		try {
			this.cache.close();
		}
		catch (IOException ex) {
			logger.debug("A lock of the class-data cache is left to the end of the process", ex);
		}
		this.disabled = true;
	}

}
