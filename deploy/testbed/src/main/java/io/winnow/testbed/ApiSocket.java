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
import java.util.Locale;

/** Asks a running service over its unix socket, as any HTTP client could: one request a connection. */
public final class ApiSocket {
    private final ObjectMapper json = new ObjectMapper();
    private final Path socket;

    public ApiSocket(Path socket) {
        this.socket = socket;
    }

    /** True if the service answers and says that it is ready. */
    public boolean ready() {
        try {
            return exchange("GET", "/readyz").startsWith("HTTP/1.1 200 ");
        } catch (IOException notThere) {
            return false;
        }
    }

    /** A document of the API. @throws IOException if no service answers, or if the answer is not 200 */
    public JsonNode get(String path) throws IOException {
        return json.readTree(text(path));
    }

    /** A document of the API that need not be JSON. @throws IOException if no service answers, or if the answer is not 200 */
    public String text(String path) throws IOException {
        return new String(content(path, exchange("GET", path)).getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }

    /** Asks it to do something. @throws IOException if no service answers, or if the answer is not 200 */
    public void post(String path) throws IOException {
        content(path, exchange("POST", path));
    }

    private static String content(String path, String answer) throws IOException {
        if (!answer.startsWith("HTTP/1.1 200 ")) {
            throw new IOException("path=" + path + " answer=" + answer.lines().findFirst().orElse("(none)"));
        }
        int end = answer.indexOf("\r\n\r\n");
        String body = answer.substring(end + 4);
        return answer.substring(0, end).toLowerCase(Locale.ROOT).contains("transfer-encoding: chunked") ? joined(body) : body;
    }

    /** Of chunks, each behind its length in hexadecimal. Lengths count bytes: what is exchanged here is Latin-1 text until it is joined. */
    private static String joined(String chunks) {
        StringBuilder whole = new StringBuilder();
        int at = 0;
        while (true) {
            int end = chunks.indexOf("\r\n", at);
            int length = Integer.parseInt(chunks.substring(at, end), 16);
            if (length == 0) {
                return whole.toString();
            }
            whole.append(chunks, end + 2, end + 2 + length);
            at = end + 2 + length + 2;
        }
    }

    /** A workload in full. */
    public JsonNode workload(String id) throws IOException {
        return get("/v1/workloads/" + URLEncoder.encode(id, StandardCharsets.UTF_8).replace("+", "%20"));
    }

    private String exchange(String method, String path) throws IOException {
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(UnixDomainSocketAddress.of(socket));
            String request = method + " " + path + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
            ByteBuffer out = StandardCharsets.US_ASCII.encode(request);
            while (out.hasRemaining()) {
                channel.write(out);
            }
            return readAll(channel);
        }
    }

    /** One character for each byte. */
    private static String readAll(SocketChannel channel) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        ByteBuffer part = ByteBuffer.allocate(16 * 1024);
        while (channel.read(part) >= 0) {
            all.write(part.array(), 0, part.position());
            part.clear();
        }
        return all.toString(StandardCharsets.ISO_8859_1);
    }
}
