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

package io.stickycluster.link;

import java.io.IOException;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * The supervisor's end of all control links. Listens on a Unix-domain socket, or on a
 * port of the loopback address where there are none.
 *
 * <p>
 * A peer is let in with the token of a launch that is expected, once. Others have
 * {@link #HANDSHAKE_TIMEOUT} and {@link #MAX_HANDSHAKES} places together.
 */
public final class LinkServer implements AutoCloseable {

	/**
	 * How many peers may be in the handshake at a time.
	 */
	static final int MAX_HANDSHAKES = 32;

	/**
	 * Long, because instances shake hands while all of them start, and their machine has
	 * no time for any.
	 */
	static final Duration HANDSHAKE_TIMEOUT = Duration.ofSeconds(30);

	private static final long ANY_PROCESS = 0;

	private static final Duration ACCEPT_RETRY_DELAY = Duration.ofMillis(100);

	private static final String SOCKET = "link";

	private static final Log logger = LogFactory.getLog(LinkServer.class);

	private final ServerSocketChannel server;

	private final SocketAddress address;

	private final int queueCapacity;

	private final Duration handshakeTimeout;

	private final Set<Expectation> expectations = ConcurrentHashMap.newKeySet();

	private final Set<SocketChannel> channels = ConcurrentHashMap.newKeySet();

	private final AtomicBoolean started = new AtomicBoolean();

	private final Semaphore handshakes = new Semaphore(MAX_HANDSHAKES);

	LinkServer(ServerSocketChannel server, int queueCapacity, Duration handshakeTimeout) throws IOException {
		this.server = server;
		this.address = server.getLocalAddress();
		this.queueCapacity = queueCapacity;
		this.handshakeTimeout = handshakeTimeout;
	}

	/**
	 * Open a server and start it.
	 * @param directory where its socket is made; only its owner must be able to enter it
	 * @param queueCapacity how many messages may wait to be sent on each link
	 * @return the open server
	 * @throws IOException if it can listen nowhere
	 */
	public static LinkServer open(Path directory, int queueCapacity) throws IOException {
		LinkServer server = bind(directory, queueCapacity);
		server.start();
		return server;
	}

	/**
	 * Open a server, whose peers wait until it is {@linkplain #start() started}.
	 * @param directory where its socket is made; only its owner must be able to enter it
	 * @param queueCapacity how many messages may wait to be sent on each link
	 * @return the open server
	 * @throws IOException if it can listen nowhere
	 */
	public static LinkServer bind(Path directory, int queueCapacity) throws IOException {
		return new LinkServer(listen(directory.resolve(SOCKET)), queueCapacity, HANDSHAKE_TIMEOUT);
	}

	/**
	 * Begin to let peers in. Idempotent.
	 */
	public void start() {
		if (this.started.compareAndSet(false, true)) {
			startThread("link-server", this::accept);
		}
	}

	/**
	 * Return whether the path of a directory is short enough for a socket in it.
	 * @param directory the directory
	 * @return whether it is
	 */
	public static boolean fits(Path directory) {
		return LinkAddress.fits(directory.resolve(SOCKET));
	}

	private static ServerSocketChannel listen(Path path) throws IOException {
		if (!LinkAddress.fits(path)) {
			logger.info("Instances are linked over the loopback address because '" + path
					+ "' is too long for a socket's path");
			return LinkAddress.listenOnLoopback();
		}
		try {
			// Left behind by a former supervisor, whose directory it was before
			Files.deleteIfExists(path);
			return LinkAddress.listen(path);
		}
		catch (UnsupportedOperationException | IOException ex) {
			logger.info("Instances are linked over the loopback address because no socket could be made at '" + path
					+ "': " + ex);
			return LinkAddress.listenOnLoopback();
		}
	}

	/**
	 * Return where instances find the server, as the value of
	 * {@link LinkEnvironment#ADDRESS}.
	 * @return the address
	 */
	public String address() {
		return LinkAddress.format(this.address);
	}

	/**
	 * Return whether instances find the server at a path, so that another one can take
	 * its place.
	 * @return whether it listens on a Unix-domain socket
	 */
	public boolean isAtPath() {
		return this.address instanceof UnixDomainSocketAddress;
	}

	/**
	 * Let one peer in.
	 * @param token the secret that it will show
	 * @param name what the link's threads are called
	 * @param welcome what it is told first
	 * @param listener is told what it says
	 * @return takes the permission back, unless it has been used, when run
	 */
	public Runnable expect(String token, String name, LinkMessage.Welcome welcome, LinkListener listener) {
		return expect(token, ANY_PROCESS, name, welcome, listener);
	}

	/**
	 * Let one peer in, of one process only.
	 * @param token the secret that it will show
	 * @param pid the process that it will say it is
	 * @param name what the link's threads are called
	 * @param welcome what it is told first
	 * @param listener is told what it says
	 * @return takes the permission back, unless it has been used, when run
	 */
	public Runnable expect(String token, long pid, String name, LinkMessage.Welcome welcome, LinkListener listener) {
		Expectation expectation = new Expectation(token, pid, name, welcome, listener);
		this.expectations.add(expectation);
		return () -> this.expectations.remove(expectation);
	}

	/**
	 * Close the server and all its links.
	 */
	@Override
	public void close() {
		close(this.server);
		this.expectations.clear();
		this.channels.forEach(LinkServer::close);
		if (this.address instanceof UnixDomainSocketAddress unix) {
			try {
				Files.deleteIfExists(unix.getPath());
			}
			catch (IOException ex) {
				logger.warn("Could not delete the socket of the control links", ex);
			}
		}
	}

	private void accept() {
		while (this.server.isOpen()) {
			try {
				accepted(this.server.accept());
			}
			catch (IOException ex) {
				if (this.server.isOpen()) {
					logger.warn("Could not accept a control link: " + ex);
					// Most likely there are no file descriptors left, which passes
					LockSupport.parkNanos(ACCEPT_RETRY_DELAY.toNanos());
				}
			}
		}
	}

	private void accepted(SocketChannel channel) {
		if (!this.handshakes.tryAcquire()) {
			logger.warn("Refused a control link because " + MAX_HANDSHAKES + " others are in their handshake");
			close(channel);
			return;
		}
		this.channels.add(channel);
		try {
			startThread("link-handshake", () -> serve(channel));
		}
		catch (OutOfMemoryError ex) {
			// No thread to be had: only this link must suffer
			this.handshakes.release();
			this.channels.remove(channel);
			close(channel);
		}
	}

	private void serve(SocketChannel channel) {
		try {
			Optional<Link> link = shakeHands(channel);
			if (!this.server.isOpen()) {
				close(channel);
			}
			link.ifPresent(Link::run);
		}
		finally {
			this.channels.remove(channel);
			close(channel);
		}
	}

	private Optional<Link> shakeHands(SocketChannel channel) {
		try (Handshake handshake = new Handshake(channel, this.handshakeTimeout)) {
			if (!(handshake.receive(Handshake.MAX_HELLO_LENGTH) instanceof LinkMessage.Hello hello)) {
				return refuse(handshake, "the first message must be a greeting");
			}
			if (hello.version() != LinkCodec.VERSION) {
				return refuse(handshake, "the instance speaks version %d of the control link, the supervisor %d"
					.formatted(hello.version(), LinkCodec.VERSION));
			}
			Optional<Expectation> expectation = claim(hello);
			if (expectation.isEmpty()) {
				return refuse(handshake, "its token is not, or no longer, expected");
			}
			handshake.send(expectation.get().welcome());
			return expectation.map((expected) -> expected.link(channel, this.queueCapacity));
		}
		catch (IOException ex) {
			logger.warn("A control link did not come about: " + ex.getMessage());
			return Optional.empty();
		}
		finally {
			this.handshakes.release();
		}
	}

	private Optional<Link> refuse(Handshake handshake, String reason) throws IOException {
		logger.warn("Refused a control link: " + reason);
		handshake.send(new LinkMessage.Refused(reason));
		return Optional.empty();
	}

	private Optional<Expectation> claim(LinkMessage.Hello hello) {
		// Of two that show the same token, the one that removes it gets in
		return this.expectations.stream()
			.filter((expectation) -> expectation.isFor(hello))
			.filter(this.expectations::remove)
			.findFirst();
	}

	private static void close(AutoCloseable channel) {
		try {
			channel.close();
		}
		catch (Exception ex) {
			logger.debug("Could not close a channel", ex);
		}
	}

	private static void startThread(String name, Runnable task) {
		Thread thread = new Thread(task, name);
		thread.setDaemon(true);
		thread.start();
	}

	/**
	 * A peer that may come.
	 *
	 * @param token the secret that it will show
	 * @param pid its process, {@value #ANY_PROCESS} for any
	 * @param name what the link's threads are called
	 * @param welcome what it is told first
	 * @param listener is told what it says
	 */
	private record Expectation(String token, long pid, String name, LinkMessage.Welcome welcome,
			LinkListener listener) {

		boolean isFor(LinkMessage.Hello hello) {
			return LinkToken.matches(this.token, hello.token()) && (this.pid == ANY_PROCESS || this.pid == hello.pid());
		}

		Link link(SocketChannel channel, int queueCapacity) {
			Thread.currentThread().setName(this.name + "-link-reader");
			return new Link(channel, this.name + "-link", queueCapacity, this.listener);
		}

	}

}
