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

package io.stickycluster.worker;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.function.Supplier;

import org.apache.catalina.Executor;
import org.apache.catalina.LifecycleState;
import org.apache.catalina.Service;
import org.apache.catalina.connector.Connector;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.apache.coyote.ProtocolHandler;
import org.apache.coyote.http11.Http11NioProtocol;
import org.apache.tomcat.util.net.NioEndpoint;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.tomcat.CompressionConnectorCustomizer;
import org.springframework.boot.tomcat.TomcatConnectorCustomizer;
import org.springframework.boot.tomcat.TomcatProtocolHandlerCustomizer;
import org.springframework.boot.tomcat.TomcatWebServer;
import org.springframework.boot.tomcat.TomcatWebServerFactory;
import org.springframework.boot.util.LambdaSafe;
import org.springframework.boot.web.server.WebServer;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.SmartLifecycle;
import org.springframework.util.StringUtils;

/**
 * Lets an application on Tomcat listen on a Unix-domain socket beside its port, by a
 * further connector with the same settings. Starts after the web server itself; that ends
 * the connector with its others.
 */
public final class TomcatSocketServer implements SmartLifecycle {

	private static final Log logger = LogFactory.getLog(TomcatSocketServer.class);

	private final Supplier<@Nullable TomcatWebServerFactory> factory;

	private final Supplier<@Nullable WebServer> server;

	private final Path socket;

	private @Nullable Connector connector;

	private volatile boolean running;

	/**
	 * Create a server that is not started.
	 * @param factory has the settings of web servers; gives {@code null} when the
	 * application is not on Tomcat
	 * @param server gives the application's web server
	 * @param socket where to listen; nothing must be there yet
	 */
	public TomcatSocketServer(Supplier<@Nullable TomcatWebServerFactory> factory, Supplier<@Nullable WebServer> server,
			Path socket) {
		this.factory = factory;
		this.server = server;
		this.socket = socket;
	}

	@Override
	public void start() {
		this.running = true;
		TomcatWebServerFactory factory = this.factory.get();
		if (factory != null && this.server.get() instanceof TomcatWebServer tomcat) {
			start(factory, tomcat.getTomcat().getService());
		}
	}

	private void start(TomcatWebServerFactory factory, Service service) {
		if (this.connector != null) {
			// Of an earlier run
			service.removeConnector(this.connector);
		}
		Connector connector = connector(factory);
		if (connector.getProtocolHandler().getExecutor() instanceof Executor executor) {
			service.addExecutor(executor);
		}
		service.addConnector(connector);
		this.connector = connector;
		if (connector.getState() != LifecycleState.STARTED) {
			logger.warn("Not listening on " + this.socket + ", so the gateway takes the port");
			service.removeConnector(connector);
		}
	}

	private Connector connector(TomcatWebServerFactory factory) {
		Connector connector = new Connector(new Http11NioProtocol(new SocketEndpoint()));
		connector.setPort(0);
		if (StringUtils.hasText(factory.getServerHeader())) {
			connector.setProperty("server", factory.getServerHeader());
		}
		invokeProtocolHandlerCustomizers(factory, connector.getProtocolHandler());
		connector.setURIEncoding(factory.getUriEncoding().name());
		new CompressionConnectorCustomizer(factory.getCompression()).customize(connector);
		for (TomcatConnectorCustomizer customizer : factory.getConnectorCustomizers()) {
			customizer.customize(connector);
		}
		connector.setProperty("bindOnInit", "false");
		connector.setProperty("unixDomainSocketPath", this.socket.toString());
		connector.setProperty("unixDomainSocketPathPermissions", "rw-------");
		return connector;
	}

	@SuppressWarnings("unchecked")
	private static void invokeProtocolHandlerCustomizers(TomcatWebServerFactory factory, ProtocolHandler handler) {
		LambdaSafe.callbacks(TomcatProtocolHandlerCustomizer.class, factory.getProtocolHandlerCustomizers(), handler)
			.invoke((customizer) -> customizer.customize(handler));
	}

	@Override
	public void stop() {
		this.running = false;
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	@Override
	public int getPhase() {
		return WebServerApplicationContext.GRACEFUL_SHUTDOWN_PHASE;
	}

	/**
	 * Deletes its socket once: Tomcat 11 does so when a graceful shutdown closes it, and
	 * again, with a warning that it is not there, when the connector stops.
	 */
	private static final class SocketEndpoint extends NioEndpoint {

		@Override
		protected void doCloseServerSocket() throws IOException {
			try {
				super.doCloseServerSocket();
			}
			catch (NoSuchFileException ex) {
				logger.trace("The socket has been deleted before", ex);
			}
		}

	}

}
