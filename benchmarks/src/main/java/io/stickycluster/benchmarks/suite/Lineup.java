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

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

import io.stickycluster.benchmarks.load.Target;

/**
 * Instances, and all ways to them.
 */
final class Lineup implements AutoCloseable {

	private final Installation installation;

	private final InstanceKind kind;

	private final Ports ports;

	private final List<String> jvmArguments;

	private final Deque<ServerProcess> servers = new ArrayDeque<>();

	private final List<Contender> contenders = new ArrayList<>();

	private final Path sockets;

	private Processes instances = Processes.NONE;

	private Lineup(Installation installation, InstanceKind kind, Ports ports, List<String> jvmArguments)
			throws IOException {
		this.sockets = Files.createTempDirectory(installation.directory(), "sockets");
		// nginx does not run as root when started by root
		Files.setPosixFilePermissions(this.sockets, PosixFilePermissions.fromString("rwx--x--x"));
		this.installation = installation;
		this.kind = kind;
		this.ports = ports;
		this.jvmArguments = jvmArguments;
	}

	/**
	 * Start the instances and what leads to them.
	 * @param installation the programs
	 * @param kind what the instances are made of
	 * @param instances how many there are
	 * @param names which ways to them are wanted
	 * @return the line-up, all of which answers
	 * @throws IOException if one does not
	 * @throws InterruptedException if interrupted
	 */
	static Lineup start(Installation installation, InstanceKind kind, int instances, Set<String> names)
			throws IOException, InterruptedException {
		return start(installation, kind, instances, names, List.of());
	}

	/**
	 * Start the instances and what leads to them.
	 * @param installation the programs
	 * @param kind what the instances are made of
	 * @param instances how many there are
	 * @param names which ways to them are wanted
	 * @param jvmArguments arguments for those that are JVMs
	 * @return the line-up, all of which answers
	 * @throws IOException if one does not
	 * @throws InterruptedException if interrupted
	 */
	static Lineup start(Installation installation, InstanceKind kind, int instances, Set<String> names,
			List<String> jvmArguments) throws IOException, InterruptedException {
		Lineup lineup = new Lineup(installation, kind, Ports.free(instances), jvmArguments);
		try {
			lineup.start(names);
			return lineup;
		}
		catch (IOException | InterruptedException | RuntimeException ex) {
			lineup.close();
			throw ex;
		}
	}

	List<Contender> contenders() {
		return List.copyOf(this.contenders);
	}

	Contender contender(String name) {
		return this.contenders.stream().filter((contender) -> contender.name().equals(name)).findFirst().orElseThrow();
	}

	private void start(Set<String> names) throws IOException, InterruptedException {
		ServerProcess bare = (this.kind == InstanceKind.BARE) ? startBare() : null;
		// It starts the instances, so it is there in any case.
		ServerProcess gateway = startGateway();
		this.instances = (bare != null) ? Processes.only(bare.handle()) : Processes.childrenOf(gateway.handle());
		if (names.contains(Contender.DIRECT)) {
			add(Target.of(Contender.DIRECT, this.ports.ofInstances()), Processes.NONE, false);
		}
		if (names.contains(Contender.GATEWAY)) {
			add(Contender.GATEWAY, this.ports.gateway(), Processes.only(gateway.handle()), true);
		}
		if (names.contains(Contender.HANDOFF) && this.kind != InstanceKind.BARE) {
			startHandoff();
		}
		if (names.contains(Contender.NGINX)) {
			startNginx();
		}
		if (names.contains(Contender.NGINX_UNIX) && this.kind == InstanceKind.BARE) {
			startNginxUnix();
		}
		if (names.contains(Contender.HAPROXY)) {
			startHaproxy();
		}
		if (names.contains(Contender.SPRING_CLOUD_GATEWAY)) {
			startSpringCloudGateway();
		}
	}

	private ServerProcess startBare() throws IOException, InterruptedException {
		ServerProcess bare = start("bare",
				command(List.of(), "-cp", this.installation.bare(), "io.stickycluster.benchmarks.bare.BareInstances",
						Integer.toString(this.ports.control()), this.sockets.toString()),
				Map.of());
		bare.awaitListening(this.ports.control());
		return bare;
	}

	private List<String> cluster(int port, int firstInstance) {
		return command(this.jvmArguments, "-jar", this.installation.application().toString(),
				"--server.address=127.0.0.1", "--server.port=" + port,
				"--sticky.cluster.instances=" + this.ports.instances(),
				"--sticky.cluster.min-ready=" + this.ports.instances(), "--sticky.cluster.base-port=" + firstInstance,
				"--server.tomcat.max-keep-alive-requests=-1",
				"--spring.main.web-application-type=" + ((this.kind == InstanceKind.TOMCAT) ? "servlet" : "reactive"));
	}

	/**
	 * It needs a supervisor of its own, and that instances of its own.
	 */
	private void startHandoff() throws IOException, InterruptedException {
		List<String> command = cluster(this.ports.handoff(), this.ports.firstHandoffInstance());
		command.addAll(List.of("--sticky.cluster.isolation=process", "--sticky.cluster.routing.mode=handoff",
				"--management.server.port=-1", "--sticky.cluster.routing.handoff.open-jdk-internals=true"));
		ServerProcess handoff = start("handoff", command, Map.of());
		handoff.awaitAnswering(this.ports.handoff());
		this.contenders
			.add(new Contender(Contender.HANDOFF, Target.of(Contender.HANDOFF, List.of(this.ports.handoff())),
					Processes.only(handoff.handle()), Processes.childrenOf(handoff.handle()), true));
	}

	private ServerProcess startGateway() throws IOException, InterruptedException {
		List<String> command = cluster(this.ports.gateway(), this.ports.firstInstance());
		if (this.kind == InstanceKind.BARE) {
			command.add("--sticky.cluster.isolation=command");
			command.add(
					"--sticky.cluster.command.line=bash -c 'exec 3<>/dev/tcp/127.0.0.1/%d; echo ${PORT} ${SOCKET} >&3; exec cat <&3'"
						.formatted(this.ports.control()));
		}
		else {
			command.add("--sticky.cluster.isolation=process");
		}
		ServerProcess gateway = start("gateway", command, Map.of());
		gateway.awaitAnswering(this.ports.gateway());
		return gateway;
	}

	private void startNginx() throws IOException, InterruptedException {
		Path home = Files.createTempDirectory(this.installation.directory(), "nginx");
		startNginx(Contender.NGINX, this.ports.nginx(), home, ProxyConfigurations.nginx(this.ports, home));
	}

	private void startNginxUnix() throws IOException, InterruptedException {
		Path home = Files.createTempDirectory(this.installation.directory(), "nginx");
		startNginx(Contender.NGINX_UNIX, this.ports.nginxUnix(), home,
				ProxyConfigurations.nginxUnix(this.ports, home, this.sockets));
	}

	private void startNginx(String name, int port, Path home, String text) throws IOException, InterruptedException {
		Path configuration = Files.writeString(home.resolve("nginx.conf"), text);
		ServerProcess nginx = start("nginx", List.of(this.installation.nginx().toString(), "-p", home.toString(), "-e",
				home.resolve("error.log").toString(), "-c", configuration.toString()), Map.of());
		nginx.awaitAnswering(port);
		add(name, port, Processes.only(nginx.handle()).and(Processes.childrenOf(nginx.handle())), false);
	}

	private void startHaproxy() throws IOException, InterruptedException {
		Path configuration = Files.writeString(Files.createTempFile(this.installation.directory(), "haproxy", ".cfg"),
				ProxyConfigurations.haproxy(this.ports));
		ServerProcess haproxy = start("haproxy",
				List.of(this.installation.haproxy().toString(), "-db", "-f", configuration.toString()),
				this.installation.haproxyEnvironment());
		haproxy.awaitAnswering(this.ports.haproxy());
		add(Contender.HAPROXY, this.ports.haproxy(), Processes.only(haproxy.handle()), false);
	}

	private void startSpringCloudGateway() throws IOException, InterruptedException {
		List<String> command = command(this.jvmArguments, "-jar", this.installation.springCloudGateway().toString(),
				"--server.address=127.0.0.1", "--server.port=" + this.ports.springCloudGateway());
		List<Integer> instances = this.ports.ofInstances();
		for (int i = 0; i < instances.size(); i++) {
			String instance = "--spring.cloud.discovery.client.simple.instances.instances[%d]".formatted(i);
			command.add(instance + ".uri=http://127.0.0.1:" + instances.get(i));
			command.add(instance + ".instance-id=instance-" + i);
		}
		ServerProcess server = start("spring-cloud-gateway", command, Map.of());
		server.awaitAnswering(this.ports.springCloudGateway());
		// It has no other affinity than by a cookie that names the instance.
		List<String> cookies = IntStream.range(0, instances.size())
			.mapToObj((i) -> "sc-lb-instance-id=instance-" + i)
			.toList();
		Target target = Target.of(Contender.SPRING_CLOUD_GATEWAY, List.of(this.ports.springCloudGateway()));
		add(target.withCookies(cookies), Processes.only(server.handle()), true);
	}

	private static List<String> command(List<String> jvmArguments, String... arguments) {
		List<String> command = new ArrayList<>();
		command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
		command.addAll(jvmArguments);
		command.addAll(List.of(arguments));
		return command;
	}

	private ServerProcess start(String name, List<String> command, Map<String, String> environment) throws IOException {
		ServerProcess server = ServerProcess.start(name, this.installation.directory(), command, environment);
		this.servers.push(server);
		return server;
	}

	private void add(String name, int port, Processes proxy, boolean compiles) {
		add(Target.of(name, List.of(port)), proxy, compiles);
	}

	private void add(Target target, Processes proxy, boolean compiles) {
		this.contenders.add(new Contender(target.name(), target, proxy, this.instances, compiles));
	}

	/**
	 * End all of it, what was started last first.
	 */
	@Override
	public void close() {
		while (!this.servers.isEmpty()) {
			this.servers.pop().close();
		}
	}

}
