// SPDX-License-Identifier: Apache-2.0
package io.winnow.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.winnow.testbed.Directories;
import io.winnow.testbed.Runc;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The service, as its users start it, and clients of its API that do not read what they asked for, or do not send what they ask for. */
class BadClientsIT {
    private static final int DEAF = 60;
    private static final int SLOW_AT_A_TIME = 5;
    private static final int QUESTIONS = 200;
    /** The longest wait of a client, on a busy machine too; the figure of an idle one is in docs/faults.md. */
    private static final long ENOUGH_MILLIS = 500;
    private static final int CONTAINERS = 10;
    private static final String REFUSED = "\"kind\":\"denial\"";
    private static final Duration LIMIT = Duration.ofMinutes(1);
    private static final long MEBI = 1 << 20;
    private static final long MAX_GROWTH = 64 * MEBI;

    private final List<SocketChannel> clients = new ArrayList<>();
    private Path directory;
    private WinnowService winnow;

    @BeforeEach
    void start() {
        directory = Directories.temporary("clients");
        winnow = new WinnowService(Host.launcher(), directory, """
                collector:
                  pins: ""
                  runtimeStates: [%s/run/runc]
                """.formatted(directory)).start();
    }

    @AfterEach
    void end() throws IOException {
        for (SocketChannel client : clients) {
            client.close();
        }
        winnow.close();
        Directories.delete(directory);
    }

    @Test
    void itTakesNoConnectionsOverTheNetworkByDefault() throws Exception {
        assertThat(ListeningAddresses.of(winnow.pid())).isEmpty();
    }

    @Test
    void sixtyFollowersThatDoNotReadTakeLittleMemoryAndOneLineEachAndNothingFromOneThatReads() throws Exception {
        try (Runc runc = new Runc(directory);
                RefusedContainers containers = new RefusedContainers(runc, CONTAINERS, RefusedContainers.MAX_EACH, 5)) {
            containers.freeze(winnow);
            AtomicInteger read = readingFollower();
            int following = 0;
            for (int i = 0; i < DEAF; i++) {
                following += firstLine(follow()).contains(" 200 ") ? 1 : 0;
            }
            assertThat(following).as("half of the connections may follow").isPositive();
            long before = BrokerAwayIT.resident(winnow);
            containers.go();
            await().atMost(LIMIT).until(containers::done);
            await().atMost(LIMIT).untilAsserted(() -> assertThat(read).hasValue(CONTAINERS * RefusedContainers.MAX_EACH));
            long growth = BrokerAwayIT.resident(winnow) - before;
            long lines = winnow.logText().lines().filter(line -> line.contains("reads too slowly")).count();
            System.out.printf("%d clients that do not read: %d may follow, %d lines, %d MiB more%n", DEAF, following, lines, growth / MEBI);
            assertThat(lines).as("each is cut off with one line").isEqualTo(following);
            assertThat(growth).as("bytes more than before").isLessThanOrEqualTo(MAX_GROWTH);
        }
    }

    @Test
    void aThousandClientsThatSendSlowlyKeepNoOtherClientWaiting() throws Exception {
        double alone = slowestMillis(0);
        double among = slowestMillis(SLOW_AT_A_TIME);
        System.out.printf("%d clients that send slowly: %.0f ms (p99) for others, %.0f without them%n", clients.size(), among, alone);
        assertThat(among).as("ms, p99, without them %s", alone).isLessThanOrEqualTo(Math.max(ENOUGH_MILLIS, 3 * alone));
    }

    /** How long a question takes while clients come that only begin one, p99. */
    private double slowestMillis(int slowBeforeEach) throws IOException {
        long[] nanos = new long[QUESTIONS];
        for (int i = 0; i < QUESTIONS; i++) {
            for (int slow = 0; slow < slowBeforeEach; slow++) {
                send("GET /v1/wor");
            }
            long begin = System.nanoTime();
            winnow.api().get("/v1/workloads");
            nanos[i] = System.nanoTime() - begin;
        }
        Arrays.sort(nanos);
        return nanos[QUESTIONS * 99 / 100 - 1] / 1e6;
    }

    /** Counts the refused calls that one follower gets. */
    private AtomicInteger readingFollower() throws IOException {
        AtomicInteger count = new AtomicInteger();
        BufferedReader lines = new BufferedReader(Channels.newReader(follow(), StandardCharsets.UTF_8));
        Thread reader = new Thread(() -> read(lines, count), "follower");
        reader.setDaemon(true);
        reader.start();
        return count;
    }

    private static void read(BufferedReader lines, AtomicInteger count) {
        try {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                count.addAndGet(line.contains(REFUSED) ? 1 : 0);
            }
        } catch (IOException e) {
            // the test is over: it closes the channel
        }
    }

    private SocketChannel follow() throws IOException {
        return send("GET /v1/violations?follow HTTP/1.1\r\nHost: localhost\r\n\r\n");
    }

    private SocketChannel send(String text) throws IOException {
        SocketChannel client = SocketChannel.open(StandardProtocolFamily.UNIX);
        clients.add(client);
        client.connect(UnixDomainSocketAddress.of(directory.resolve("winnow.sock")));
        client.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)));
        return client;
    }

    private static String firstLine(SocketChannel client) throws IOException {
        ByteBuffer start = ByteBuffer.allocate("HTTP/1.1 200 OK".length());
        while (start.hasRemaining() && client.read(start) >= 0) {
            // reads until it is complete
        }
        return new String(start.array(), StandardCharsets.US_ASCII);
    }
}
