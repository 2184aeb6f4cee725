// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.http;

import io.winnow.testbed.Shell;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.Base64;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** An authority and what it has signed, made by the JDK's keytool. */
public final class Certificates {

    private static final char[] PASSWORD = "password".toCharArray();

    private final Path directory;
    private final Path store;

    /** @param directory for their files; made if it is missing */
    public Certificates(Path directory) throws IOException {
        this.directory = Files.createDirectories(directory);
        this.store = directory.resolve("keys.p12");
        make("ca", "CN=authority", "bc:c");
    }

    /** A key pair with a certificate that the authority has signed. */
    public Certificates signed(String alias, String name, String extension) {
        make(alias, name, extension, "-signer", "ca");
        return this;
    }

    private void make(String alias, String name, String extension, String... more) {
        String[] command = {Path.of(System.getProperty("java.home"), "bin", "keytool").toString(), "-genkeypair", "-keystore", store.toString(), "-storetype", "PKCS12",
            "-storepass", new String(PASSWORD), "-alias", alias, "-dname", name, "-keyalg", "EC", "-ext", extension};
        String[] all = new String[command.length + more.length];
        System.arraycopy(command, 0, all, 0, command.length);
        System.arraycopy(more, 0, all, command.length, more.length);
        Shell.run(all);
    }

    public Path certificate(String alias) throws IOException, GeneralSecurityException {
        StringBuilder chain = new StringBuilder();
        for (Certificate one : keys().getCertificateChain(alias)) {
            chain.append(pem("CERTIFICATE", one.getEncoded()));
        }
        return Files.writeString(directory.resolve(alias + ".crt"), chain);
    }

    public Path key(String alias) throws IOException, GeneralSecurityException {
        return Files.writeString(directory.resolve(alias + ".key"), pem("PRIVATE KEY", keys().getKey(alias, PASSWORD).getEncoded()));
    }

    private static String pem(String type, byte[] bytes) {
        return "-----BEGIN " + type + "-----\n" + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes) + "\n-----END " + type + "-----\n";
    }

    /**
     * A connection of a client that trusts the authority.
     *
     * @param own holds its key
     * @param alias of that key; empty if it has none
     */
    Socket connect(InetSocketAddress address, Certificates own, String alias) throws IOException, GeneralSecurityException {
        KeyStore trusted = empty();
        trusted.setCertificateEntry("ca", keys().getCertificate("ca"));
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        KeyStore keys = empty();
        if (!alias.isEmpty()) {
            keys.setKeyEntry(alias, own.keys().getKey(alias, PASSWORD), PASSWORD, own.keys().getCertificateChain(alias));
        }
        KeyManagerFactory identity = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        identity.init(keys, PASSWORD);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(identity.getKeyManagers(), trust.getTrustManagers(), null);
        return context.getSocketFactory().createSocket(address.getAddress(), address.getPort());
    }

    private static KeyStore empty() throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }

    private KeyStore keys() throws IOException, GeneralSecurityException {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD);
        }
        return keys;
    }
}
