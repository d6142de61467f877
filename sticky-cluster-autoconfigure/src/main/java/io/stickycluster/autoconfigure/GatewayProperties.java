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

package io.stickycluster.autoconfigure;

import java.time.Duration;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.util.Assert;
import org.springframework.util.unit.DataSize;

import io.stickycluster.gateway.ProxyProtocolSettings.Send;

/**
 * Properties of the gateway.
 */
@ConfigurationProperties("sticky.cluster.gateway")
public class GatewayProperties {

	/**
	 * Maximum time to wait for an instance to accept a connection. Must be positive.
	 */
	private Duration connectTimeout = Duration.ofSeconds(5);

	/**
	 * Maximum time to wait for the head of a response once the request was sent. When it
	 * is over the request is answered with 504. 0 means no limit.
	 */
	private Duration responseTimeout = Duration.ofSeconds(60);

	/**
	 * Time after which an unused connection to an instance is closed. Should be shorter
	 * than the instances' own keep-alive timeout. 0 means never.
	 */
	private Duration instanceIdleTimeout = Duration.ofSeconds(15);

	/**
	 * Maximum number of connections to one instance, WebSockets included. Requests beyond
	 * are answered with 503.
	 */
	private int maxConnections = 10_000;

	/**
	 * Maximum number of unused connections that each event loop keeps to one instance. 0
	 * means that connections are not used again.
	 */
	private int maxIdleConnections = 128;

	/**
	 * Whether responses carry the index of their instance in 'X-Sticky-Instance'.
	 */
	private boolean instanceHeader = true;

	/**
	 * Whether instances listen on a Unix-domain socket beside their port, and are reached
	 * by it, where the platform and the web server (Tomcat, Reactor Netty) can do that.
	 */
	private boolean unixDomainSockets = true;

	/**
	 * Who does TLS: OpenSSL where 'netty-tcnative' is on the class path and the JDK
	 * elsewhere, always the JDK, or always OpenSSL.
	 */
	private TlsProvider tlsProvider = TlsProvider.AUTO;

	private final Client client = new Client();

	private final ProxyProtocol proxyProtocol = new ProxyProtocol();

	public Client getClient() {
		return this.client;
	}

	public ProxyProtocol getProxyProtocol() {
		return this.proxyProtocol;
	}

	public Duration getConnectTimeout() {
		return this.connectTimeout;
	}

	public void setConnectTimeout(Duration connectTimeout) {
		Assert.isTrue(connectTimeout.toMillis() > 0, "must be at least 1ms");
		this.connectTimeout = connectTimeout;
	}

	public Duration getResponseTimeout() {
		return this.responseTimeout;
	}

	public void setResponseTimeout(Duration responseTimeout) {
		this.responseTimeout = notNegative(responseTimeout);
	}

	public Duration getInstanceIdleTimeout() {
		return this.instanceIdleTimeout;
	}

	public void setInstanceIdleTimeout(Duration instanceIdleTimeout) {
		this.instanceIdleTimeout = notNegative(instanceIdleTimeout);
	}

	public int getMaxConnections() {
		return this.maxConnections;
	}

	public void setMaxConnections(int maxConnections) {
		Assert.isTrue(maxConnections > 0, "must be at least 1");
		this.maxConnections = maxConnections;
	}

	public int getMaxIdleConnections() {
		return this.maxIdleConnections;
	}

	public void setMaxIdleConnections(int maxIdleConnections) {
		Assert.isTrue(maxIdleConnections >= 0, "must not be negative");
		this.maxIdleConnections = maxIdleConnections;
	}

	/**
	 * Name of the gateway in the 'Via' header that it adds to requests and responses, for
	 * example 'shop-gateway'. There is no such header when it is not set.
	 */
	private @Nullable String via;

	public @Nullable String getVia() {
		return this.via;
	}

	public void setVia(@Nullable String via) {
		Assert.isTrue(via == null || via.matches("[A-Za-z0-9!#$%&'*+.^_`|~:-]+"),
				"must be a host, with or without a port, or a word of letters, digits and dashes");
		this.via = via;
	}

	public boolean isInstanceHeader() {
		return this.instanceHeader;
	}

	public void setInstanceHeader(boolean instanceHeader) {
		this.instanceHeader = instanceHeader;
	}

	public boolean isUnixDomainSockets() {
		return this.unixDomainSockets;
	}

	public void setUnixDomainSockets(boolean unixDomainSockets) {
		this.unixDomainSockets = unixDomainSockets;
	}

	public TlsProvider getTlsProvider() {
		return this.tlsProvider;
	}

	public void setTlsProvider(TlsProvider tlsProvider) {
		this.tlsProvider = tlsProvider;
	}

	private static Duration notNegative(Duration duration) {
		Assert.isTrue(!duration.isNegative(), "must not be negative");
		return duration;
	}

	/**
	 * What clients may do.
	 */
	public static class Client {

		/**
		 * Maximum time that a client may take between two requests or two parts of one,
		 * unless 'server.netty.idle-timeout' says otherwise. Responses, event streams and
		 * WebSockets are not limited. 0 means no limit.
		 */
		private Duration idleTimeout = Duration.ofSeconds(75);

		/**
		 * Maximum time from the first byte of a request to the end of its header fields.
		 * When it is over the request is answered with 408. 0 means no limit.
		 */
		private Duration headTimeout = Duration.ofSeconds(20);

		/**
		 * Maximum time that a client may take nothing of a response that is there. When
		 * it is over the connection is closed. WebSockets are not limited. 0 means no
		 * limit.
		 */
		private Duration sendTimeout = Duration.ofSeconds(60);

		/**
		 * Minimum rate, per second, at which a client has to send the body of a request,
		 * on average and after 5 seconds. A slower one is answered with 408. 0 means no
		 * limit.
		 */
		private DataSize minBodyRate = DataSize.ofBytes(240);

		/**
		 * Maximum number of connections of clients. Connections beyond are closed at
		 * once. 0 means as many as the process may open files for, with one to an
		 * instance each.
		 */
		private int maxConnections;

		/**
		 * Maximum number of connections from one address, those of trusted proxies aside.
		 * Connections beyond are closed at once. 0 means no limit.
		 */
		private int maxConnectionsPerAddress;

		public Duration getIdleTimeout() {
			return this.idleTimeout;
		}

		public void setIdleTimeout(Duration idleTimeout) {
			this.idleTimeout = notNegative(idleTimeout);
		}

		public Duration getHeadTimeout() {
			return this.headTimeout;
		}

		public void setHeadTimeout(Duration headTimeout) {
			this.headTimeout = notNegative(headTimeout);
		}

		public Duration getSendTimeout() {
			return this.sendTimeout;
		}

		public void setSendTimeout(Duration sendTimeout) {
			this.sendTimeout = notNegative(sendTimeout);
		}

		public DataSize getMinBodyRate() {
			return this.minBodyRate;
		}

		public void setMinBodyRate(DataSize minBodyRate) {
			Assert.isTrue(!minBodyRate.isNegative(), "must not be negative");
			this.minBodyRate = minBodyRate;
		}

		public int getMaxConnections() {
			return this.maxConnections;
		}

		public void setMaxConnections(int maxConnections) {
			Assert.isTrue(maxConnections >= 0, "must not be negative");
			this.maxConnections = maxConnections;
		}

		public int getMaxConnectionsPerAddress() {
			return this.maxConnectionsPerAddress;
		}

		public void setMaxConnectionsPerAddress(int maxConnectionsPerAddress) {
			Assert.isTrue(maxConnectionsPerAddress >= 0, "must not be negative");
			this.maxConnectionsPerAddress = maxConnectionsPerAddress;
		}

	}

	/**
	 * The PROXY protocol.
	 */
	public static class ProxyProtocol {

		/**
		 * Whether every connection to the gateway begins with a header of the PROXY
		 * protocol, version 1 or 2, from one of 'sticky.cluster.trusted-proxies'. Others
		 * are closed.
		 */
		private boolean accept;

		/**
		 * What connections to instances begin with, so that they learn the address of the
		 * client's connection without HTTP: 'none', 'v1' or 'v2'. Such a connection is
		 * used for one request only.
		 */
		private Send send = Send.NONE;

		public Send getSend() {
			return this.send;
		}

		public void setSend(Send send) {
			this.send = send;
		}

		public boolean isAccept() {
			return this.accept;
		}

		public void setAccept(boolean accept) {
			this.accept = accept;
		}

	}

	/**
	 * Who does TLS.
	 */
	public enum TlsProvider {

		/**
		 * OpenSSL where it is on the class path and can do what the settings ask for, the
		 * JDK elsewhere.
		 */
		AUTO,

		/**
		 * The JDK.
		 */
		JDK,

		/**
		 * OpenSSL, or there is no start.
		 */
		OPENSSL

	}

}
