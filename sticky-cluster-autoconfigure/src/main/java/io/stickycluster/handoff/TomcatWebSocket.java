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

import java.io.IOException;
import java.lang.reflect.Field;

import jakarta.servlet.http.HttpUpgradeHandler;
import jakarta.websocket.CloseReason;
import jakarta.websocket.CloseReason.CloseCodes;
import jakarta.websocket.Session;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.apache.coyote.Processor;
import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.SocketEvent;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.apache.tomcat.websocket.server.WsHttpUpgradeHandler;
import org.jspecify.annotations.Nullable;
import org.springframework.util.ClassUtils;

/**
 * Ends WebSockets of Tomcat.
 */
final class TomcatWebSocket {

	private static final Log logger = LogFactory.getLog(TomcatWebSocket.class);

	private static final boolean PRESENT = ClassUtils
		.isPresent("org.apache.tomcat.websocket.server.WsHttpUpgradeHandler", TomcatWebSocket.class.getClassLoader());

	private TomcatWebSocket() {
	}

	static boolean isWebSocket(Processor processor) {
		return PRESENT && processor.isUpgrade()
				&& Present.isWebSocket(processor.getUpgradeToken().httpUpgradeHandler());
	}

	/**
	 * End a WebSocket.
	 * @param connection its connection
	 * @param processor its processor
	 * @param code the status code of the close frame
	 */
	static void close(SocketWrapperBase<NioChannel> connection, Processor processor, int code) {
		if (!Present.tryClose(processor.getUpgradeToken().httpUpgradeHandler(), code)) {
			// As Tomcat itself does when it ends, with status code 1001
			connection.processSocket(SocketEvent.STOP, true);
		}
	}

	/**
	 * Apart, to be loaded only when WebSockets are there.
	 */
	private static final class Present {

		private static final @Nullable Field SESSION = session();

		/**
		 * Return the field that has a handler's session. Tomcat has no other way to it:
		 * whoever asks a container for its sessions needs to have one of the same
		 * endpoint, and endpoints are the application's.
		 * @return the field, {@code null} when it is not where it was
		 */
		private static @Nullable Field session() {
			try {
				Field field = WsHttpUpgradeHandler.class.getDeclaredField("wsSession");
				field.setAccessible(true);
				return field;
			}
			catch (ReflectiveOperationException | RuntimeException ex) {
				logger.debug("WebSockets are ended with status code 1001", ex);
				return null;
			}
		}

		static boolean isWebSocket(HttpUpgradeHandler handler) {
			return handler instanceof WsHttpUpgradeHandler;
		}

		static boolean tryClose(HttpUpgradeHandler handler, int code) {
			try {
				if (SESSION == null || !(SESSION.get(handler) instanceof Session session)) {
					return false;
				}
				session.close(new CloseReason(CloseCodes.getCloseCode(code), ""));
				return true;
			}
			catch (IllegalAccessException ex) {
				return false;
			}
			catch (IOException | IllegalStateException ex) {
				// It has ended meanwhile
				return true;
			}
		}

	}

}
