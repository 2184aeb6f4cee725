// SPDX-License-Identifier: Apache-2.0
package io.winnow.testbed;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.URLEncoder;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Asks a running service over its unix socket, as any HTTP client could: one request a connection. */
public final class ApiSocket {
    private final ObjectMapper json = new ObjectMapper();
    private final Path socket;

    public ApiSocket(Path socket) {
        this.socket = socket;
    }

    /** True where the service answers and says that it is ready. */
    public boolean ready() {
        try {
            return exchange("/readyz").startsWith("HTTP/1.1 200 ");
        } catch (IOException notThere) {
            return false;
        }
    }

    /** A document of the API. @throws IOException where nobody answers, or with anything but 200 */
    public JsonNode get(String path) throws IOException {
        String answer = exchange(path);
        if (!answer.startsWith("HTTP/1.1 200 ")) {
            throw new IOException("path=" + path + " answer=" + answer.lines().findFirst().orElse("(none)"));
        }
        return json.readTree(answer.substring(answer.indexOf("\r\n\r\n") + 4));
    }

    /** A workload in full. */
    public JsonNode workload(String id) throws IOException {
        return get("/v1/workloads/" + URLEncoder.encode(id, StandardCharsets.UTF_8).replace("+", "%20"));
    }

    private String exchange(String path) throws IOException {
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(UnixDomainSocketAddress.of(socket));
            String request = "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
            ByteBuffer out = StandardCharsets.US_ASCII.encode(request);
            while (out.hasRemaining()) {
                channel.write(out);
            }
            return readAll(channel);
        }
    }

    private static String readAll(SocketChannel channel) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        ByteBuffer part = ByteBuffer.allocate(16 * 1024);
        while (channel.read(part) >= 0) {
            all.write(part.array(), 0, part.position());
            part.clear();
        }
        return all.toString(StandardCharsets.UTF_8);
    }
}
