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

import java.nio.file.Path;

import org.apache.catalina.connector.Connector;
import org.apache.coyote.ProtocolHandler;
import org.springframework.boot.tomcat.CompressionConnectorCustomizer;
import org.springframework.boot.tomcat.TomcatConnectorCustomizer;
import org.springframework.boot.tomcat.TomcatProtocolHandlerCustomizer;
import org.springframework.boot.tomcat.TomcatWebServerFactory;
import org.springframework.boot.util.LambdaSafe;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.core.Ordered;
import org.springframework.util.StringUtils;

/**
 * {@link WebServerFactoryCustomizer} that lets Tomcat listen on a Unix-domain socket
 * beside its port, with the same settings.
 */
public final class TomcatSocketCustomizer implements WebServerFactoryCustomizer<TomcatWebServerFactory>, Ordered {

	private static final String PROTOCOL = "org.apache.coyote.http11.Http11NioProtocol";

	private final Path socket;

	/**
	 * Create a customizer.
	 * @param socket where to listen; nothing must be there yet
	 */
	public TomcatSocketCustomizer(Path socket) {
		this.socket = socket;
	}

	@Override
	public void customize(TomcatWebServerFactory factory) {
		factory.addAdditionalConnectors(connector(factory));
	}

	private Connector connector(TomcatWebServerFactory factory) {
		Connector connector = new Connector(PROTOCOL);
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
		connector.setProperty("unixDomainSocketPath", this.socket.toString());
		connector.setProperty("unixDomainSocketPathPermissions", "rw-------");
		return connector;
	}

	@SuppressWarnings("unchecked")
	private static void invokeProtocolHandlerCustomizers(TomcatWebServerFactory factory, ProtocolHandler handler) {
		LambdaSafe.callbacks(TomcatProtocolHandlerCustomizer.class, factory.getProtocolHandlerCustomizers(), handler)
			.invoke((customizer) -> customizer.customize(handler));
	}

	/**
	 * After all others, whose settings are taken over.
	 */
	@Override
	public int getOrder() {
		return Ordered.LOWEST_PRECEDENCE;
	}

}
