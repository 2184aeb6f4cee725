// SPDX-License-Identifier: Apache-2.0
package io.winnow.sweep.rare;

import io.winnow.testbed.Container;
import io.winnow.testbed.Shell;
import io.winnow.testbed.Waiting;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BooleanSupplier;

/** A running server, and what can be done to it from outside. */
final class RareRun {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int PATIENCE_MILLIS = 5000;
    private static final int FEW_FILES = 4;
    private static final int MANY_CONNECTIONS = 24;

    private final Container container;
    private final int port;

    RareRun(Container container, int port) {
        this.container = container;
        this.port = port;
    }

    /** Sends a text and returns what comes back until the other side ends or is silent for some seconds; empty if it resets or refuses. */
    String say(String text) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return "";
        }
    }

    /** An HTTP request without a body. */
    String get(String path) {
        return say("GET " + path + " HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n");
    }

    /** Waits until an answer to this has that in it. @throws IllegalStateException if none comes */
    void expect(String text, String answer) {
        Waiting.until("\"" + answer + "\" from " + container.id() + ", which said: " + container.output().strip(), LIMIT, () -> say(text).contains(answer));
    }

    void expectPage(String path, String answer) {
        expect("GET " + path + " HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n", answer);
    }

    /** Asks for something and ends the connection with a reset before the answer is read. */
    void reset(String text) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setReceiveBufferSize(1024);
            socket.setSoLinger(true, 0);
            socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
            socket.getInputStream().read();
        } catch (IOException e) {
            // the other side was faster
        }
    }

    /** Leaves a process few more descriptors than it has and connects more often than that; then it may have as many as before. */
    void exhaustFiles(long pid, String text) {
        String before = limitFiles(pid, "--nofile", "--output", "SOFT,HARD", "--noheadings", "--raw").strip().replace(' ', ':');
        limitFiles(pid, "--nofile=" + (greatestFile(pid) + 1 + FEW_FILES) + ":" + before.split(":")[1]);
        List<Socket> sockets = new ArrayList<>();
        try {
            for (int each = 0; each < MANY_CONNECTIONS; each++) {
                Socket socket = new Socket();
                sockets.add(socket);
                // a server that has no descriptor left may take no connection any more
                socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), PATIENCE_MILLIS);
                socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
            }
        } catch (IOException e) {
            // refused, or not answered: that is the path
        } finally {
            sockets.forEach(RareRun::close);
            limitFiles(pid, "--nofile=" + before);
        }
    }

    private static int greatestFile(long pid) {
        String[] files = new File("/proc/" + pid + "/fd").list();
        if (files == null) {
            throw new IllegalStateException("cannot list the files of process " + pid + ": it has ended");
        }
        return Arrays.stream(files).mapToInt(Integer::parseInt).max().orElse(0);
    }

    /** As the user of the process, whom the kernel lets do this without a capability. */
    private static String limitFiles(long pid, String... options) {
        List<String> command = new ArrayList<>(List.of("setpriv", "--reuid=" + id(pid, "Uid:"), "--regid=" + id(pid, "Gid:"), "--clear-groups"));
        command.addAll(List.of("prlimit", "--pid", Long.toString(pid)));
        command.addAll(List.of(options));
        return Shell.run(command).orThrow().out();
    }

    private static String id(long pid, String which) {
        Path status = Path.of("/proc/" + pid + "/status");
        try {
            return Files.readAllLines(status).stream().filter(line -> line.startsWith(which)).map(line -> line.split("\t")[1]).findFirst().orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + status, e);
        }
    }

    /** Sends a signal to the first process. */
    void signal(String name) {
        container.signal(name);
    }

    /** Sends a signal to a process. */
    void signal(long pid, String name) {
        Shell.run("kill", "-s", name, Long.toString(pid)).orThrow();
    }

    void awaitEnd() {
        container.awaitEnd(LIMIT);
    }

    void await(String what, BooleanSupplier condition) {
        Waiting.until(what + " of " + container.id(), LIMIT, condition);
    }

    /** The host's pid of the first process. */
    long pid() {
        return container.pid();
    }

    /** The host's pids of the first process's children. */
    List<Long> children() {
        long pid = container.pid();
        try {
            String text = Files.readString(Path.of("/proc/" + pid + "/task/" + pid + "/children")).strip();
            return text.isEmpty() ? List.of() : List.of(text.split(" ")).stream().map(Long::valueOf).toList();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the children of " + pid, e);
        }
    }

    String output() {
        return container.output();
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
