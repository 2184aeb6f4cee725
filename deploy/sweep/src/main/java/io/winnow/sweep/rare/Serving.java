// SPDX-License-Identifier: Apache-2.0
package io.winnow.sweep.rare;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Executors;

/** A small server that is started in a container: pages that do what a server does seldom. Argument: the port of loopback. Needs nothing but the JDK. */
final class Serving {
    private static final Path LOG = Path.of("/tmp/log");
    private static final int BLOCK = 16384;
    private static final int BLOCKS = 64;
    private static final int MANY = 8 << 20;
    private static final int THREADS = 4;

    private Serving() {
    }

    public static void main(String[] args) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(args[0])), BLOCKS);
        server.setExecutor(Executors.newFixedThreadPool(THREADS));
        server.createContext("/", Serving::answer);
        server.start();
    }

    private static void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = body(exchange.getRequestURI().getPath());
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static byte[] body(String path) throws IOException, InterruptedException {
        switch (path) {
            case "/rotate" -> rotate();
            case "/child" -> child("kill -SEGV $$");
            case "/oom" -> child("kill -KILL $$");
            case "/resolve" -> resolve();
            case "/fill" -> fill();
            case "/zone" -> zone();
            case "/memory" -> memory();
            case "/system" -> system();
            case "/large" -> {
                return new byte[MANY];
            }
            default -> {
                return RarePrograms.HELLO.getBytes(StandardCharsets.US_ASCII);
            }
        }
        return "done".getBytes(StandardCharsets.US_ASCII);
    }

    private static void rotate() throws IOException {
        Path old = LOG.resolveSibling("log.1");
        Files.writeString(LOG, "x");
        Files.move(LOG, old, StandardCopyOption.ATOMIC_MOVE);
        Files.createSymbolicLink(LOG, old);
        Files.delete(LOG);
        Files.delete(old);
        Files.delete(Files.createTempFile("serving", ".tmp"));
    }

    private static void child(String command) throws IOException, InterruptedException {
        new ProcessBuilder("/bin/sh", "-c", command).start().waitFor();
        new ProcessBuilder("/bin/cat", "/proc/self/comm").redirectErrorStream(true).start().getInputStream().readAllBytes();
    }

    private static void resolve() {
        try {
            InetAddress.getAllByName("no.such.host.invalid");
        } catch (UnknownHostException expected) {
            // that is the path
        }
    }

    private static void fill() throws IOException {
        Path file = LOG.resolveSibling("fill");
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.READ)) {
            channel.map(FileChannel.MapMode.READ_WRITE, 0, 1).force();
            for (int block = 0; block < BLOCKS; block++) {
                channel.write(ByteBuffer.allocate(BLOCK));
                channel.force(true);
            }
        } catch (IOException full) {
            // that is the path
        }
        Files.delete(file);
    }

    private static void zone() {
        DateTimeFormatter format = DateTimeFormatter.ofLocalizedDate(FormatStyle.FULL).withLocale(Locale.JAPAN).withZone(ZoneId.of("Asia/Tokyo"));
        Objects.requireNonNull(format.format(Instant.now()));
    }

    private static void memory() {
        Object[] blocks = {};
        try {
            while (true) {
                blocks = new Object[] {blocks, new byte[MANY]};
            }
        } catch (OutOfMemoryError full) {
            blocks = null;
        }
        System.gc();
    }

    private static void system() throws IOException {
        Runtime.getRuntime().availableProcessors();
        NetworkInterface.getNetworkInterfaces();
        Files.getFileStore(LOG.getParent()).getUsableSpace();
        ProcessHandle.current().info();
    }
}
