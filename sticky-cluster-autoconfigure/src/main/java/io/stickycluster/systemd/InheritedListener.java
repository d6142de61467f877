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

package io.stickycluster.systemd;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.StreamSupport;

import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoEventLoop;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollServerSocketChannel;
import org.jspecify.annotations.Nullable;
import reactor.netty.resources.LoopResources;

import io.stickycluster.systemd.ServiceEnvironment.PassedListener;

/**
 * A listening TCP socket that the service manager has opened and goes on to hold. A
 * server accepts its connections and, in the end, closes only its own copy: clients that
 * connect while no server is there wait for the next one.
 */
public final class InheritedListener {

	private static final String NAME = "http";

	private static final Runnable PASSED = () -> {
	};

	private final EpollServerSocketChannel channel;

	private final ListenerGate gate = new ListenerGate();

	private volatile @Nullable EventLoopGroup connectionLoops;

	private InheritedListener(int descriptor) {
		this.channel = new EpollServerSocketChannel(descriptor);
		ListenerCheck.check(this.channel);
		this.channel.config().setAutoRead(false);
		this.channel.pipeline().addLast(this.gate);
	}

	/**
	 * Take the listener for HTTP: the only one, or the one of that name.
	 * @param listeners the listeners that were passed, at least one
	 * @return the listener
	 * @throws ListenerException if there is none that can be used
	 */
	public static InheritedListener of(List<PassedListener> listeners) {
		int descriptor = choose(listeners).descriptor();
		if (!NativeTransport.isAvailable()) {
			throw new ListenerException("LISTEN_FDS",
					"there is no native transport of Netty for this machine, which it takes to use a listener of "
							+ "the service manager",
					"Add 'io.netty:netty-transport-native-epoll' with the classifier of this machine, or disable "
							+ "the socket unit.");
		}
		ListenerCheck.check(descriptor);
		return new InheritedListener(descriptor);
	}

	static PassedListener choose(List<PassedListener> listeners) {
		if (listeners.size() == 1) {
			return listeners.get(0);
		}
		return listeners.stream()
			.filter((listener) -> listener.name().equals(NAME))
			.findFirst()
			.orElseThrow(() -> new ListenerException("LISTEN_FDNAMES",
					"there are " + listeners.size() + " listeners and none is called '" + NAME + "'",
					"Set FileDescriptorName=" + NAME + " in the socket unit of the gateway."));
	}

	/**
	 * Return where the listener listens.
	 * @return the local address
	 */
	public InetSocketAddress address() {
		return this.channel.localAddress();
	}

	/**
	 * Return event loops for a server that listens here and not at the address that it is
	 * bound to.
	 * @param resources the server's event loops
	 * @return the same, which give this listener to one server
	 * @throws ListenerException if they are not of the transport that it takes
	 */
	public LoopResources loops(LoopResources resources) {
		EventLoop loop = resources.onServerSelect(LoopResources.DEFAULT_NATIVE).next();
		if (!(loop instanceof IoEventLoop ioLoop && ioLoop.isCompatible(EpollIoHandle.class))) {
			throw new ListenerException("LISTEN_FDS",
					"the gateway's event loops are not of the transport epoll, which it takes to use a listener of "
							+ "the service manager",
					"Leave out 'reactor.netty.native=false' and Netty's transport io_uring, or disable the socket "
							+ "unit.");
		}
		this.connectionLoops = resources.onServer(LoopResources.DEFAULT_NATIVE);
		return new ListenerLoopResources(resources, this.channel);
	}

	/**
	 * Leave new connections to the next process. Those that were accepted are not
	 * touched. Never blocks.
	 * @return a stage that completes when the server knows of all that were accepted
	 */
	public CompletionStage<Void> stopAccepting() {
		this.gate.close();
		EventLoopGroup loops = this.connectionLoops;
		if (loops == null || !this.channel.isRegistered()) {
			return CompletableFuture.completedStage(null);
		}
		// From another thread than its own the channel would accept one more connection.
		// Those accepted are known when the loops that they were given to have come to
		// them
		return CompletableFuture.runAsync(() -> this.channel.config().setAutoRead(false), this.channel.eventLoop())
			.thenCompose((accepted) -> CompletableFuture.allOf(StreamSupport.stream(loops.spliterator(), false)
				.map((loop) -> CompletableFuture.runAsync(PASSED, loop))
				.toArray(CompletableFuture<?>[]::new)));
	}

}
