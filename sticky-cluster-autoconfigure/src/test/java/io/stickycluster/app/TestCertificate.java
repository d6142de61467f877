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

package io.stickycluster.app;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.Base64;

import javax.net.ssl.KeyManagerFactory;

/**
 * A key with a certificate that it has signed itself, for localhost.
 */
public final class TestCertificate {

	private static final char[] PASSWORD = "changeit".toCharArray();

	private static final String ALIAS = "server";

	private final KeyStore store;

	private TestCertificate(KeyStore store) {
		this.store = store;
	}

	/**
	 * Create a certificate.
	 * @param directory a directory to work in
	 * @param name the common name
	 * @return the certificate
	 */
	public static TestCertificate create(Path directory, String name) {
		Path file = directory.resolve(name + ".p12");
		String keytool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
		try {
			Process process = new ProcessBuilder(keytool, "-genkeypair", "-keyalg", "RSA", "-alias", ALIAS, "-dname",
					"CN=" + name, "-ext", "SAN=DNS:localhost,IP:127.0.0.1", "-storetype", "PKCS12", "-keystore",
					file.toString(), "-storepass", new String(PASSWORD))
				.redirectErrorStream(true)
				.start();
			String output = new String(process.getInputStream().readAllBytes());
			if (process.waitFor() != 0) {
				throw new IllegalStateException(output);
			}
			KeyStore store = KeyStore.getInstance("PKCS12");
			try (InputStream in = Files.newInputStream(file)) {
				store.load(in, PASSWORD);
			}
			return new TestCertificate(store);
		}
		catch (IOException | GeneralSecurityException ex) {
			throw new IllegalStateException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	public KeyStore store() {
		return this.store;
	}

	public String password() {
		return new String(PASSWORD);
	}

	public X509Certificate certificate() throws GeneralSecurityException {
		return (X509Certificate) this.store.getCertificate(ALIAS);
	}

	public KeyManagerFactory keys() throws GeneralSecurityException {
		KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
		keys.init(this.store, PASSWORD);
		return keys;
	}

	/**
	 * Write certificate and key, each in one step as tools that renew certificates do.
	 * @param certificate the file of the certificate
	 * @param key the file of the key
	 */
	public void writePem(Path certificate, Path key) throws IOException, GeneralSecurityException {
		write(certificate, "CERTIFICATE", certificate().getEncoded());
		write(key, "PRIVATE KEY", this.store.getKey(ALIAS, PASSWORD).getEncoded());
	}

	private static void write(Path file, String type, byte[] content) throws IOException {
		Path next = file.resolveSibling(file.getFileName() + ".next");
		Files.writeString(next, "-----BEGIN " + type + "-----\n" + Base64.getMimeEncoder().encodeToString(content)
				+ "\n-----END " + type + "-----\n");
		Files.move(next, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
	}

}
