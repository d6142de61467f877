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

package io.stickycluster.gateway;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.CharsetUtil;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

import io.stickycluster.affinity.AddressKeys;
import io.stickycluster.affinity.AffinityTable;
import io.stickycluster.affinity.Candidates;
import io.stickycluster.affinity.InstanceSelector;
import io.stickycluster.gateway.RequestPolicy.Decision;
import io.stickycluster.http1.MalformedMessageException;
import io.stickycluster.http1.MessageWriter;
import io.stickycluster.http1.RequestDecoder;
import io.stickycluster.instance.ClusterSnapshot;

/**
 * The head of a request from the bytes that a browser sends to those that an instance
 * gets, with and without what the gateway does between decoding and encoding.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class RequestHeadBenchmark {

	private static final ByteBuf BROWSER = Unpooled.unreleasableBuffer(Unpooled.copiedBuffer(
			"""
					GET /shop/items/4711?color=green&size=12 HTTP/1.1\r
					Host: shop.example:8080\r
					Connection: keep-alive\r
					Cache-Control: max-age=0\r
					User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36\r
					Accept: text/html,application/xhtml+xml,application/xml;q=0.9,image/webp,*/*;q=0.8\r
					Accept-Encoding: gzip, deflate, br\r
					Accept-Language: en-GB,en;q=0.9\r
					Cookie: JSESSIONID=6F1B2C3D4E5F60718293A4B5C6D7E8F9; theme=dark\r
					If-None-Match: "33a64df551425fcc55e4d42a148795d9f25f89d4"\r
					\r
					""",
			CharsetUtil.US_ASCII));

	private final EmbeddedChannel client = new ClientChannel();

	private final RequestDecoder decoder = new RequestDecoder(8192, 8192);

	private int written;

	private final MessageWriter writer = new MessageWriter(PooledByteBufAllocator.DEFAULT, (bytes) -> {
		this.written = bytes.readableBytes();
		bytes.release();
	});

	private final AffinityTable affinity = new AffinityTable(InstanceSelector.rendezvous(), 1000,
			Duration.ofMinutes(30), System::nanoTime);

	private final Candidates candidates = Candidates.of(ClusterSnapshot.EMPTY);

	private final RequestRouter router = new RequestRouter((path) -> Decision.RELAY,
			new ClientRecognition(new AffinityKeys(new AddressKeys(32, 64), List.of()), this.affinity,
					() -> this.candidates),
			new GatewaySettings(Duration.ofSeconds(1), Duration.ZERO, Duration.ZERO, Duration.ZERO, 1, 1,
					HeaderSettings.DEFAULT, List.of(), ClientSettings.DEFAULT, List.of(),
					new FailoverSettings(0, 0, new EjectionSettings(0, Duration.ZERO, Duration.ZERO, 0, false)),
					new HoldSettings(Duration.ZERO, 0, false), new QueueSettings(0, 0, Duration.ZERO),
					SessionSettings.DEFAULT));

	/**
	 * Decode, check, decide, rewrite and encode.
	 * @return how many bytes go to the instance
	 */
	@Benchmark
	public int relayed() {
		HttpRequest request = decode();
		if (this.router.decide(request) != Decision.RELAY) {
			throw new IllegalStateException("The request is not relayed");
		}
		return encode(this.router.rewrite(request, this.client, true).head());
	}

	/**
	 * Decode and encode only.
	 * @return how many bytes go to the instance
	 */
	@Benchmark
	public int unchanged() {
		return encode(decode());
	}

	private HttpRequest decode() {
		try {
			ByteBuf in = BROWSER.duplicate();
			HttpRequest request = (HttpRequest) this.decoder.next(in);
			// the empty content that follows
			this.decoder.next(in);
			return Objects.requireNonNull(request);
		}
		catch (MalformedMessageException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private int encode(HttpRequest request) {
		this.writer.request(request);
		this.writer.content(LastHttpContent.EMPTY_LAST_CONTENT);
		this.writer.drain();
		return this.written;
	}

	/**
	 * A connection that has addresses.
	 */
	private static final class ClientChannel extends EmbeddedChannel {

		private static final SocketAddress ADDRESS = new InetSocketAddress(InetAddress.getLoopbackAddress(), 8080);

		@Override
		protected @Nullable SocketAddress remoteAddress0() {
			return isActive() ? ADDRESS : null;
		}

		@Override
		protected @Nullable SocketAddress localAddress0() {
			return isActive() ? ADDRESS : null;
		}

	}

}
