// SPDX-License-Identifier: Apache-2.0
package io.winnow.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.winnow.testbed.Container;
import io.winnow.testbed.Directories;
import io.winnow.testbed.OciSpec;
import io.winnow.testbed.Ports;
import io.winnow.testbed.Rootfs;
import io.winnow.testbed.Runc;
import io.winnow.testbed.Shell;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Recordings of a server in containers: normal traffic, and what an attacker makes it do. What two methods make of the order of the calls is
 * printed as rows of a table. {@code -Dwinnow.sequences=10} for more recordings of each.
 */
class SequencesIT {
    private static final int RECORDINGS = Integer.getInteger("winnow.sequences", 1);
    private static final int LEARNED = 2 + 2 * RECORDINGS;
    private static final String SECONDS = "4s";
    /** Of a recording: an attack comes when it has so many. */
    private static final long BEFORE = 150_000;
    private static final List<String> NORMAL = List.of("/", "/file?a", "/file?b", "/order?1", "/upstream", "/date", "/missing");
    private static final List<String> ATTACKS = List.of("/harvest", "/send-out", "/borrow", "/scribble");
    /** Those whose order has little of the normal one: the others score little more than an unusual normal run. */
    private static final List<String> PLAIN = List.of("/borrow", "/scribble");
    private static final String NOTHING = "";

    @Test
    void whatIsDoneWithKnownCallsIsFoundByTheirOrder() throws Exception {
        Path directory = Directories.temporary("sequences");
        try (Runc runc = new Runc(directory); Rootfs rootfs = rootfs()) {
            WinnowService winnow = new WinnowService(Host.launcher(), directory, Host.settings(directory));
            List<Path> learned = new ArrayList<>();
            Map<String, List<Path>> tried = new TreeMap<>();
            int seed = 0;
            for (int i = 0; i < LEARNED; i++) {
                learned.add(record(winnow, runc, rootfs, directory, NOTHING, seed++));
            }
            for (int i = 0; i < RECORDINGS; i++) {
                for (String attack : Stream.concat(Stream.of(NOTHING), ATTACKS.stream()).toList()) {
                    tried.computeIfAbsent(attack, any -> new ArrayList<>()).add(record(winnow, runc, rootfs, directory, attack, seed++));
                }
            }
            for (String method : List.of("stide", "threads")) {
                Path sequences = directory.resolve(method + ".json");
                String[] learn = Stream.concat(Stream.of("sequences", "learn", "--method", method, "--sequences", sequences.toString()), learned.stream().map(Path::toString))
                        .toArray(String[]::new);
                System.out.print(method + ": " + winnow.cli(learn).orThrow().out());
                tried.forEach((attack, recordings) -> judge(method, attack, check(winnow, sequences, recordings)));
            }
        } finally {
            Directories.delete(directory);
        }
    }

    private static void judge(String method, String attack, List<String[]> checked) {
        long anomalies = checked.stream().filter(words -> words[2].equals("anomaly")).count();
        System.out.printf("| %s | %s | %d | %d | %s |%n", method, attack.equals(NOTHING) ? "normal" : attack.substring(1), checked.size(), anomalies,
                checked.stream().map(words -> words[0]).collect(Collectors.joining(" ")));
        if (method.equals("threads") && PLAIN.contains(attack)) {
            assertThat(anomalies).as(attack).isEqualTo(RECORDINGS);
        }
    }

    private static List<String[]> check(WinnowService winnow, Path sequences, List<Path> recordings) {
        String[] check = Stream.concat(Stream.of("sequences", "check", "--sequences", sequences.toString()), recordings.stream().map(Path::toString)).toArray(String[]::new);
        Shell.Result result = winnow.cli(check);
        assertThat(result.exit()).as(result.err()).isLessThanOrEqualTo(1);
        return result.out().lines().skip(1).map(line -> line.trim().split(" +")).toList();
    }

    /** Some seconds of a new container under traffic; an attack comes in the middle of it, once. */
    private static Path record(WinnowService winnow, Runc runc, Rootfs rootfs, Path directory, String attack, int seed) {
        int port = Ports.free();
        Path file = directory.resolve("recording-" + seed + ".jsonl");
        OciSpec spec = OciSpec.of(interpreter().toString(), "-I", "-S", "-B", "/app/shop.py", Integer.toString(port)).withTmpfs("/tmp").withTmpfs("/srv")
                .withHostDirectories(Path.of("/usr/lib").resolve(interpreter().getFileName()));
        try (Container container = runc.start("shop-" + seed, rootfs, spec)) {
            Ports.await(port, Duration.ofSeconds(30));
            container.exec("/bin/sh", "-c", "echo a > /srv/a; echo b > /srv/b").orThrow();
            CompletableFuture<Shell.Result> trace = CompletableFuture.supplyAsync(() ->
                    winnow.cli("trace", "--container", container.id(), "--output", "json", "--file", file.toString(), "--duration", SECONDS));
            Random random = new Random(seed);
            boolean attacked = attack.equals(NOTHING);
            for (int request = 0; !trace.isDone(); request++) {
                boolean now = !attacked && request > 50 && sizeOf(file) > BEFORE;
                attacked |= now;
                request(port, now ? attack : NORMAL.get(random.nextInt(NORMAL.size())));
            }
            assertThat(trace.join().orThrow().err()).contains("0 lost");
            assertThat(attacked).as("there was time for %s", attack).isTrue();
            return file;
        }
    }

    private static long sizeOf(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            return 0; // it is not there yet
        }
    }

    private static void request(int port, String path) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.getOutputStream().write(("GET " + path + " HTTP/1.0\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
            assertThat(answer).as(path).startsWith("HTTP/1.0 " + (path.equals("/missing") ? 404 : 200));
        } catch (IOException e) {
            throw new IllegalStateException("no answer to " + path, e);
        }
    }

    private static Path interpreter() {
        try {
            return Path.of("/usr/bin/python3").toRealPath();
        } catch (IOException e) {
            throw new IllegalStateException("the host has no python3: run deploy/install-dependencies", e);
        }
    }

    private static Rootfs rootfs() throws IOException {
        try (InputStream in = SequencesIT.class.getResourceAsStream("shop.py")) {
            return Rootfs.create().programs(interpreter().toString(), "/bin/date", "/bin/sh").directory("/srv", "rwxr-xr-x")
                    .file("/app/shop.py", new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
    }
}
