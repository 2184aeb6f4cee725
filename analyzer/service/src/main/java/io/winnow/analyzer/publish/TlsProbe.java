// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.publish;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * Finds out whether a server that is to be spoken to in plain text wants TLS. Kafka's client takes the alert of such a server for the size of an
 * answer, and asks for hundreds of megabytes to hold it.
 */
final class TlsProbe {

    /** ApiVersions, version 0, by a client without a name: size, key, version, correlation, length of the name. */
    private static final byte[] QUESTION = {0, 0, 0, 10, 0, 18, 0, 0, 0, 0, 0, 0, -1, -1};

    /** First bytes of an alert record (RFC 8446, 5.1): its type, and the upper half of the version. */
    private static final int ALERT = 0x15;

    private static final int VERSION = 3;

    private final int timeoutMillis;

    TlsProbe(Duration patience) {
        this.timeoutMillis = (int) Math.min(patience.toMillis(), 2_000);
    }

    /** Whether a client with these properties speaks plain text. */
    static boolean concerns(Map<String, ?> properties) {
        return !String.valueOf(properties.get("security.protocol")).contains("SSL");
    }

    /**
     * The first of some servers that answers with a TLS alert; empty if none does, for whatever reason.
     *
     * @param servers host:port, separated by commas
     */
    Optional<String> find(String servers) {
        for (String server : servers.split(",")) {
            if (wantsTls(server.strip())) {
                return Optional.of(server.strip());
            }
        }
        return Optional.empty();
    }

    private boolean wantsTls(String server) {
        int colon = server.lastIndexOf(':');
        try (Socket socket = new Socket()) {
            String host = server.substring(0, colon).replaceAll("^\\[|\\]$", "");
            socket.connect(new InetSocketAddress(host, Integer.parseInt(server.substring(colon + 1))), timeoutMillis);
            socket.setSoTimeout(timeoutMillis);
            socket.getOutputStream().write(QUESTION);
            InputStream answer = socket.getInputStream();
            return answer.read() == ALERT && answer.read() == VERSION;
        } catch (IOException | RuntimeException e) {
            return false; // the client will say what is wrong
        }
    }
}
