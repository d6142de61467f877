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

import java.util.Map;
import java.util.stream.Collectors;

import org.apache.catalina.Executor;
import org.apache.catalina.LifecycleState;
import org.apache.catalina.Service;
import org.apache.catalina.connector.Connector;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.apache.coyote.ProtocolHandler;
import org.apache.coyote.http2.Http2Protocol;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.boot.tomcat.CompressionConnectorCustomizer;
import org.springframework.boot.tomcat.SslConnectorCustomizer;
import org.springframework.boot.tomcat.TomcatConnectorCustomizer;
import org.springframework.boot.tomcat.TomcatProtocolHandlerCustomizer;
import org.springframework.boot.tomcat.TomcatWebServer;
import org.springframework.boot.tomcat.TomcatWebServerFactory;
import org.springframework.boot.util.LambdaSafe;
import org.springframework.boot.web.server.Ssl;
import org.springframework.boot.web.server.Ssl.ServerNameSslBundle;
import org.springframework.boot.web.server.WebServerSslBundle;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.SmartLifecycle;
import org.springframework.util.Assert;
import org.springframework.util.StringUtils;

/**
 * Lets an application on Tomcat serve connections that are handed over, beside those of
 * its port, by a further connector with the same settings. Starts after the web server
 * itself; that ends the connector with its others.
 */
public final class TomcatTakerServer implements SmartLifecycle, AutoCloseable {

	private static final Log logger = LogFactory.getLog(TomcatTakerServer.class);

	private final TomcatWebServerFactory factory;

	private final TomcatWebServer server;

	private final TakerServer settings;

	private final TakerServer.Attached attached = new TakerServer.Attached();

	private @Nullable Connector connector;

	private volatile boolean running;

	/**
	 * Create a server that is not started.
	 * @param factory has the settings of web servers
	 * @param server the application's web server
	 * @param settings what is set
	 */
	public TomcatTakerServer(TomcatWebServerFactory factory, TomcatWebServer server, TakerServer settings) {
		this.factory = factory;
		this.server = server;
		this.settings = settings;
	}

	@Override
	public void start() {
		Service service = this.server.getTomcat().getService();
		if (this.connector != null) {
			// Of an earlier run
			service.removeConnector(this.connector);
		}
		TakingProtocol protocol = new TakingProtocol(new TakingEndpoint());
		Connector connector = connector(protocol);
		if (protocol.getExecutor() instanceof Executor executor) {
			service.addExecutor(executor);
		}
		service.addConnector(connector);
		this.connector = connector;
		Assert.state(connector.getState() == LifecycleState.STARTED, "Connections cannot be taken");
		this.running = true;
		this.attached.attach(this.settings, protocol.taker());
	}

	private Connector connector(TakingProtocol protocol) {
		Connector connector = new Connector(protocol);
		connector.setPort(0);
		if (StringUtils.hasText(this.factory.getServerHeader())) {
			connector.setProperty("server", this.factory.getServerHeader());
		}
		invokeProtocolHandlerCustomizers(protocol);
		connector.setURIEncoding(this.factory.getUriEncoding().name());
		if (this.settings.http2()) {
			connector.addUpgradeProtocol(new Http2Protocol());
		}
		Ssl ssl = this.factory.getSsl();
		if (this.settings.tls() && ssl != null) {
			// Which on the instance's own port it is not
			ssl.setEnabled(true);
			try {
				secure(connector, ssl, this.factory.getSslBundles());
			}
			finally {
				ssl.setEnabled(false);
			}
		}
		new CompressionConnectorCustomizer(this.factory.getCompression()).customize(connector);
		for (TomcatConnectorCustomizer customizer : this.factory.getConnectorCustomizers()) {
			customizer.customize(connector);
		}
		connector.setProperty("bindOnInit", "false");
		return connector;
	}

	@SuppressWarnings("unchecked")
	private void invokeProtocolHandlerCustomizers(ProtocolHandler handler) {
		LambdaSafe
			.callbacks(TomcatProtocolHandlerCustomizer.class, this.factory.getProtocolHandlerCustomizers(), handler)
			.invoke((customizer) -> customizer.customize(handler));
	}

	private static void secure(Connector connector, Ssl ssl, @Nullable SslBundles bundles) {
		SslConnectorCustomizer customizer = new SslConnectorCustomizer(logger, connector, ssl.getClientAuth());
		Map<String, SslBundle> ofServerNames = ssl.getServerNameBundles()
			.stream()
			.collect(Collectors.toMap(ServerNameSslBundle::serverName,
					(named) -> require(bundles).getBundle(named.bundle())));
		customizer.customize(WebServerSslBundle.get(ssl, bundles), ofServerNames);
		if (StringUtils.hasText(ssl.getBundle())) {
			require(bundles).addBundleUpdateHandler(ssl.getBundle(), (bundle) -> customizer.update(null, bundle));
		}
		ssl.getServerNameBundles()
			.forEach((named) -> require(bundles).addBundleUpdateHandler(named.bundle(),
					(bundle) -> customizer.update(named.serverName(), bundle)));
	}

	private static SslBundles require(@Nullable SslBundles bundles) {
		Assert.state(bundles != null, "There are no SSL bundles");
		return bundles;
	}

	@Override
	public void stop() {
		this.running = false;
	}

	/**
	 * Detach, once the web server has ended all connections.
	 */
	@Override
	public void close() {
		this.attached.detach();
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	@Override
	public int getPhase() {
		return WebServerApplicationContext.GRACEFUL_SHUTDOWN_PHASE;
	}

}
