// SPDX-License-Identifier: Apache-2.0
package io.winnow.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.winnow.testbed.Directories;
import io.winnow.testbed.Ports;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The service over TCP, with principals, and clients that send slowly, too much, two requests as one, to another host, without a token or beyond their role. */
class BadNetworkClientsIT {
    private static final int SLOW_AT_A_TIME = 5;
    private static final int QUESTIONS = 200;
    private static final long BODY = 100_000_000;
    private static final int BODIES = 3;
    /** The longest wait of a client. */
    private static final long ENOUGH_MILLIS = 100;
    /** What else the machine does makes some rounds slower, and none quicker: the best one says what bad clients cost. */
    private static final int ROUNDS = 8;
    private static final long MEBI = 1 << 20;
    private static final long MAX_GROWTH = 64 * MEBI;
    private static final int PATIENCE_MILLIS = 20_000;
    private static final String LOOK = "a token that may look";

    private final List<Socket> slow = new ArrayList<>();
    private final int port = Ports.free();
    private Path directory;
    private WinnowService winnow;

    @BeforeEach
    void start() throws Exception {
        directory = Directories.temporary("network-clients");
        String hash = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(LOOK.getBytes(StandardCharsets.US_ASCII)));
        Path principals = Files.writeString(directory.resolve("principals"), "grafana:viewer:" + hash + "\n");
        Files.setPosixFilePermissions(principals, PosixFilePermissions.fromString("rw-------"));
        winnow = new WinnowService(Host.launcher(), directory, """
                  network: {address: "127.0.0.1:%d", principals: %s}
                collector:
                  pins: ""
                  runtimeStates: [%s/run/runc]
                """.formatted(port, principals, directory)).start();
    }

    @AfterEach
    void end() throws IOException {
        leave();
        winnow.close();
        Directories.delete(directory);
    }

    @Test
    void itListensAtTheConfiguredAddressAndNowhereElse() throws Exception {
        assertThat(ListeningAddresses.of(winnow.pid())).containsExactly(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    }

    @Test
    void noBadClientKeepsAnotherWaitingOrTakesMuchMemoryAndEachIsRefusedForWhatItDid() throws Exception {
        for (int i = 0; i < QUESTIONS; i++) {
            good(); // until it has all the memory that it takes for good ones
        }
        double alone = p99(() -> {});
        long before = BrokerAwayIT.resident(winnow);
        double among = Double.MAX_VALUE;
        for (int i = 0; i < ROUNDS && among > ENOUGH_MILLIS; i++) {
            leave();
            among = Math.min(among, p99(this::bad));
        }
        for (int i = 0; i < BODIES; i++) {
            assertThat(body()).startsWith("HTTP/1.1 413 ");
        }
        long growth = BrokerAwayIT.resident(winnow) - before;
        System.out.printf("%d clients over TCP that send slowly, %d of each kind that smuggle, mean another host, have no token or too little role, %d bodies of %d MB: "
                + "%.0f ms (p99) for others, %.0f without them, %d MiB more%n", slow.size(), QUESTIONS, BODIES, BODY / 1_000_000, among, alone, growth / MEBI);
        assertThat(among).as("ms, p99, without them %s", alone).isLessThanOrEqualTo(ENOUGH_MILLIS);
        assertThat(growth).as("bytes more than before").isLessThanOrEqualTo(MAX_GROWTH);
    }

    /** What comes before a question of someone else. */
    private interface Others {
        void come() throws IOException;
    }

    private double p99(Others others) throws IOException {
        long[] nanos = new long[QUESTIONS];
        for (int i = 0; i < QUESTIONS; i++) {
            others.come();
            long begin = System.nanoTime();
            good();
            nanos[i] = System.nanoTime() - begin;
        }
        Arrays.sort(nanos);
        return nanos[QUESTIONS * 99 / 100 - 1] / 1e6;
    }

    /** The slow ones. */
    private void leave() throws IOException {
        for (Socket client : slow) {
            client.close();
        }
        slow.clear();
    }

    private void good() throws IOException {
        assertThat(ask("GET /v1/workloads HTTP/1.1\r\nHost: localhost\r\n" + token() + "\r\n")).startsWith("HTTP/1.1 200 ");
    }

    private void bad() throws IOException {
        for (int i = 0; i < SLOW_AT_A_TIME; i++) {
            Socket client = connect();
            slow.add(client);
            client.getOutputStream().write("GET /v1/wor".getBytes(StandardCharsets.US_ASCII));
        }
        assertThat(ask("GET /v1/workloads HTTP/1.1\r\nHost: evil.example\r\n" + token() + "\r\n")).startsWith("HTTP/1.1 421 ");
        assertThat(ask("GET /v1/workloads HTTP/1.1\r\nHost: localhost\r\n\r\n")).startsWith("HTTP/1.1 401 ");
        assertThat(ask("POST /v1/workloads/x/freeze HTTP/1.1\r\nHost: localhost\r\n" + token() + "Content-Length: 0\r\n\r\n")).startsWith("HTTP/1.1 403 ");
        String smuggled = "GET /v1/status HTTP/1.1\r\nHost: localhost\r\n" + token() + "\r\n";
        String two = ask("POST /v1/workloads/x/freeze HTTP/1.1\r\nHost: localhost\r\n" + token() + "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + smuggled);
        assertThat(two).matches("(?s)HTTP/1\\.1 4.*").doesNotContain("\"startedAt\"");
        assertThat(two.split("HTTP/1\\.1 \\d", -1)).as("one answer").hasSize(2);
    }

    /** A body that is larger than any that there may be: the answer comes before its end. */
    private String body() throws IOException {
        try (Socket client = connect()) {
            String head = "POST /v1/workloads/x/freeze HTTP/1.1\r\nHost: localhost\r\n" + token() + "Transfer-Encoding: chunked\r\n\r\n";
            client.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
            byte[] chunk = ("10000\r\n" + "x".repeat(0x10000) + "\r\n").getBytes(StandardCharsets.US_ASCII);
            long sent = 0;
            try {
                while (sent < BODY && client.getInputStream().available() == 0) {
                    client.getOutputStream().write(chunk);
                    sent += chunk.length;
                }
            } catch (IOException e) {
                // the service has closed it: what it said is still to be read
            }
            assertThat(sent).as("bytes that were taken").isLessThan(BODY);
            return answer(client);
        }
    }

    private String ask(String request) throws IOException {
        try (Socket client = connect()) {
            client.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return answer(client);
        }
    }

    private Socket connect() throws IOException {
        Socket client = new Socket(InetAddress.getLoopbackAddress(), port);
        client.setSoTimeout(PATIENCE_MILLIS);
        return client;
    }

    /** All that comes until the service closes the connection, or resets it because it has read enough. */
    private static String answer(Socket client) throws IOException {
        StringBuilder answer = new StringBuilder();
        byte[] part = new byte[8192];
        InputStream in = client.getInputStream();
        try {
            for (int n = in.read(part); n >= 0; n = in.read(part)) {
                answer.append(new String(part, 0, n, StandardCharsets.US_ASCII));
            }
        } catch (SocketException e) {
            // reset behind the answer
        }
        return answer.toString();
    }

    private static String token() {
        return "Authorization: Bearer " + LOOK + "\r\n";
    }
}
