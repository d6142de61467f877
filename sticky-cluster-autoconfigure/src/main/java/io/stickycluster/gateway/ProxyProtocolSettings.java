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

/**
 * What can be set about the PROXY protocol.
 *
 * @param accept whether connections of clients begin with its header, from a trusted
 * proxy
 * @param send what connections to instances begin with
 */
public record ProxyProtocolSettings(boolean accept, Send send) {

	/**
	 * Neither taken nor sent.
	 */
	public static final ProxyProtocolSettings NONE = new ProxyProtocolSettings(false, Send.NONE);

	/**
	 * What connections to instances begin with.
	 */
	public enum Send {

		/**
		 * No header.
		 */
		NONE,

		/**
		 * A header of version 1, in text.
		 */
		V1,

		/**
		 * A header of version 2, in binary.
		 */
		V2

	}

}
