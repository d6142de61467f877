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

package io.stickycluster.http1;

import java.util.function.Consumer;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.AsciiString;
import org.jspecify.annotations.Nullable;

/**
 * Turns messages into bytes. Small pieces are collected, so that a head and what follows
 * it are one write; {@link #drain()} gives out what is left. Not thread-safe.
 */
public final class MessageWriter {

	private static final int CRLF = '\r' << 8 | '\n';

	private static final AsciiString HTTP_1_0 = AsciiString.cached("HTTP/1.0");

	private static final AsciiString HTTP_1_1 = AsciiString.cached("HTTP/1.1");

	private static final AsciiString LAST_CHUNK = AsciiString.cached("0\r\n");

	/**
	 * What it is cheaper to copy than to write by itself.
	 */
	private static final int SMALL = 512;

	private static final int MAX_CHUNK_SIZE_LINE = 10;

	private final ByteBufAllocator allocator;

	private final Consumer<ByteBuf> sink;

	private @Nullable ByteBuf pending;

	private boolean chunked;

	private boolean bodiless;

	/**
	 * Create a writer.
	 * @param allocator where buffers come from
	 * @param sink takes the bytes and their ownership
	 */
	public MessageWriter(ByteBufAllocator allocator, Consumer<ByteBuf> sink) {
		this.allocator = allocator;
		this.sink = sink;
	}

	/**
	 * Write the head of a request.
	 * @param request the request
	 */
	public void request(HttpRequest request) {
		String target = request.uri();
		ByteBuf out = head(request, target.length());
		ByteBufUtil.copy(request.method().asciiName(), out);
		out.writeByte(' ');
		ByteBufUtil.writeAscii(out, target);
		out.writeByte(' ');
		writeVersion(request, out);
		out.writeShort(CRLF);
		FieldWriter.writeAll(request.headers(), out);
		this.bodiless = false;
		this.chunked = HttpUtil.isTransferEncodingChunked(request);
	}

	/**
	 * Write the head of a response.
	 * @param response the response, whose headers are changed when they could not be true
	 * @param toHead whether it answers a HEAD request
	 */
	public void response(HttpResponse response, boolean toHead) {
		int code = response.status().code();
		HttpHeaders headers = response.headers();
		if (code < 200 || code == 204) {
			headers.remove(HttpHeaderNames.CONTENT_LENGTH);
			headers.remove(HttpHeaderNames.TRANSFER_ENCODING);
		}
		String phrase = response.status().reasonPhrase();
		ByteBuf out = head(response, phrase.length());
		writeVersion(response, out);
		out.writeByte(' ');
		ByteBufUtil.copy(response.status().codeAsText(), out);
		out.writeByte(' ');
		FieldWriter.writeText(phrase, out);
		out.writeShort(CRLF);
		FieldWriter.writeAll(headers, out);
		this.bodiless = toHead || Framing.isBodiless(code);
		this.chunked = HttpUtil.isTransferEncodingChunked(response);
	}

	/**
	 * Write a part of the body.
	 * @param content the part, whose ownership passes
	 */
	public void content(HttpContent content) {
		int length = this.bodiless ? 0 : content.content().readableBytes();
		if (length == 0) {
			content.release();
		}
		else if (this.chunked) {
			chunk(content.content(), length);
		}
		else {
			bytes(content.content(), length);
		}
		if (this.chunked && !this.bodiless && content instanceof LastHttpContent last) {
			HttpHeaders trailers = last.trailingHeaders();
			ByteBuf out = room(LAST_CHUNK.length() + 2);
			ByteBufUtil.copy(LAST_CHUNK, out);
			FieldWriter.writeAll(trailers, out);
		}
	}

	private void chunk(ByteBuf data, int length) {
		ByteBuf out = room(MAX_CHUNK_SIZE_LINE);
		int digits = (32 - Integer.numberOfLeadingZeros(length) + 3) / 4;
		for (int shift = (digits - 1) * 4; shift >= 0; shift -= 4) {
			out.writeByte(Character.forDigit(length >>> shift & 0xf, 16));
		}
		out.writeShort(CRLF);
		bytes(data, length);
		room(2).writeShort(CRLF);
	}

	private void bytes(ByteBuf data, int length) {
		if (length <= SMALL && this.pending != null && this.pending.writableBytes() >= length) {
			this.pending.writeBytes(data);
			data.release();
		}
		else {
			drain();
			this.sink.accept(data);
		}
	}

	/**
	 * Give out all that was written.
	 */
	public void drain() {
		ByteBuf bytes = this.pending;
		if (bytes != null) {
			this.pending = null;
			this.sink.accept(bytes);
		}
	}

	/**
	 * Release what was not given out.
	 */
	public void close() {
		if (this.pending != null) {
			this.pending.release();
			this.pending = null;
		}
	}

	private ByteBuf head(HttpMessage message, int firstLine) {
		int fields = (message.headers() instanceof RawHeaders raw) ? raw.estimatedLength() : SMALL;
		return room(fields + firstLine + 32);
	}

	private ByteBuf room(int length) {
		ByteBuf out = this.pending;
		if (out != null && out.writableBytes() < length) {
			drain();
			out = null;
		}
		if (out == null) {
			out = this.allocator.ioBuffer(length + SMALL);
			this.pending = out;
		}
		return out;
	}

	private static void writeVersion(HttpMessage message, ByteBuf out) {
		ByteBufUtil.copy(HttpVersion.HTTP_1_0.equals(message.protocolVersion()) ? HTTP_1_0 : HTTP_1_1, out);
	}

}
