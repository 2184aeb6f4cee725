// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.http;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/**
 * How the API is served over TCP.
 *
 * @param address where it listens: loopback, unless there are certificates and principals
 * @param hosts names by which clients may know it, beside the address that they have connected to
 * @param tls its certificate; empty: plain HTTP
 * @param principals the file of those who may ask; empty: everybody who can connect may look, and no one decides
 */
public record NetworkSettings(InetSocketAddress address, Set<String> hosts, Optional<Tls> tls, Optional<Path> principals) {

    private static final String LOCALHOST = "localhost";

    /**
     * PEM files.
     *
     * @param certificate the chain, the server's own first
     * @param key in PKCS#8, without a password
     * @param clientAuthorities who signs certificates of clients; empty: clients have none
     */
    public record Tls(Path certificate, Path key, Optional<Path> clientAuthorities) {}

    /** @throws IllegalArgumentException if that would let in who should not be */
    public NetworkSettings {
        hosts = Set.copyOf(hosts);
        if (!address.getAddress().isLoopbackAddress() && (tls.isEmpty() || principals.isEmpty())) {
            throw new IllegalArgumentException("address=" + text(address) + ": is not loopback, so it takes certificate, key and principals; without them use 127.0.0.1:"
                    + address.getPort());
        }
    }

    /**
     * The address that such a text means. Names are not looked up.
     *
     * @param text as {@code 127.0.0.1:9464}, {@code [::1]:9464} or {@code localhost:9464}
     * @throws IllegalArgumentException if it means none
     */
    public static InetSocketAddress parse(String text) {
        int colon = text.lastIndexOf(':');
        String host = text.substring(0, Math.max(0, colon)).replaceAll("^\\[(.*)]$", "$1");
        byte[] bytes = NetUtil.createByteArrayFromIpAddressString(host.equals(LOCALHOST) ? "127.0.0.1" : host);
        String port = text.substring(colon + 1);
        if (bytes == null || !port.matches("[0-9]{1,5}") || Integer.parseInt(port) > 0xffff) {
            throw new IllegalArgumentException("address=" + text + ": must be an IP address and a port, as 127.0.0.1:9464");
        }
        try {
            return new InetSocketAddress(InetAddress.getByAddress(bytes), Integer.parseInt(port));
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address has 4 or 16 bytes", e);
        }
    }

    static String text(InetSocketAddress address) {
        return NetUtil.toSocketAddressString(address);
    }
}
