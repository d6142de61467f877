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

package io.stickycluster.handoff;

import java.io.FileDescriptor;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.InetSocketAddress;
import java.net.ProtocolFamily;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.channels.SocketChannel;
import java.nio.channels.spi.SelectorProvider;
import java.util.List;

/**
 * Makes channels of the JDK of sockets that another process has accepted. Java has no way
 * to do that but its own internals.
 */
final class JdkSockets {

	/**
	 * The arguments of the JVM that open the internals.
	 */
	static final List<String> JVM_ARGUMENTS = List.of("--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
			"--add-opens=java.base/java.io=ALL-UNNAMED");

	private JdkSockets() {
	}

	/**
	 * Make a channel of a connected socket.
	 * @param descriptor the socket's file descriptor, which the channel owns from now on
	 * @return the channel
	 * @throws IOException if that cannot be
	 */
	static SocketChannel adopt(int descriptor) throws IOException {
		try {
			return Internals.INSTANCE.adopt(descriptor);
		}
		catch (InvocationTargetException ex) {
			throw (ex.getCause() instanceof IOException failure) ? failure
					: new IOException("A socket could not be adopted", ex);
		}
		catch (ReflectiveOperationException ex) {
			throw new IOException("A socket could not be adopted", ex);
		}
	}

	/**
	 * What is used of the JDK.
	 *
	 * @param descriptor makes a descriptor of a number
	 * @param remoteAddress finds a socket's other end
	 * @param hasIpv6 says whether sockets are of IPv6
	 * @param channel makes a channel
	 */
	private record Internals(Constructor<FileDescriptor> descriptor, Method remoteAddress, Method hasIpv6,
			Constructor<?> channel) {

		static final Internals INSTANCE = find();

		private static Internals find() {
			try {
				Class<?> net = Class.forName("sun.nio.ch.Net");
				Internals found = new Internals(FileDescriptor.class.getDeclaredConstructor(int.class),
						net.getDeclaredMethod("remoteAddress", FileDescriptor.class),
						net.getDeclaredMethod("isIPv6Available"),
						Class.forName("sun.nio.ch.SocketChannelImpl")
							.getDeclaredConstructor(SelectorProvider.class, ProtocolFamily.class, FileDescriptor.class,
									SocketAddress.class));
				found.descriptor.setAccessible(true);
				found.remoteAddress.setAccessible(true);
				found.hasIpv6.setAccessible(true);
				found.channel.setAccessible(true);
				return found;
			}
			catch (ReflectiveOperationException | RuntimeException ex) {
				throw new IllegalStateException("This JVM does not let sockets of other processes be adopted", ex);
			}
		}

		SocketChannel adopt(int number) throws ReflectiveOperationException {
			FileDescriptor opened = this.descriptor.newInstance(number);
			boolean ipv6 = (boolean) this.hasIpv6.invoke(null);
			ProtocolFamily family = ipv6 ? StandardProtocolFamily.INET6 : StandardProtocolFamily.INET;
			InetSocketAddress remote = (InetSocketAddress) this.remoteAddress.invoke(null, opened);
			return (SocketChannel) this.channel.newInstance(SelectorProvider.provider(), family, opened, remote);
		}

	}

}
