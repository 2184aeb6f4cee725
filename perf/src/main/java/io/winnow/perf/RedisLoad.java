// SPDX-License-Identifier: Apache-2.0
package io.winnow.perf;

import io.winnow.perf.contender.Harness;
import io.winnow.testbed.Cgroup;
import io.winnow.testbed.Ports;
import io.winnow.testbed.Shell;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** redis-server in a cgroup, pinned to the load's CPU, and redis-benchmark's GET against it over loopback from the others. */
final class RedisLoad implements Load {
    private static final Path SERVER = Path.of("/usr/bin/redis-server");
    private static final Path BENCHMARK = Path.of("/usr/bin/redis-benchmark");
    private static final Duration START_LIMIT = Duration.ofSeconds(10);
    private static final Duration RUN_LIMIT = Duration.ofSeconds(60);
    private static final long POLL_NANOS = 20_000_000;
    private static final int FEW = 2_000;
    private static final int CONNECTIONS = 20;

    private final int port = Ports.free();
    private final Duration time;
    private final Process server;
    private double processorNanosPerRequest;

    /** Starts the server. @param time about how long one measurement takes */
    RedisLoad(Harness harness, Cgroup cgroup, Duration time) {
        this.time = time;
        try {
            server = new ProcessBuilder("taskset", "-c", Integer.toString(harness.cpu()), "sh", "-c",
                    "echo $$ >" + cgroup.path() + "/cgroup.procs && exec " + SERVER + " --port " + port
                            + " --bind 127.0.0.1 --save '' --appendonly no")
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot run " + SERVER, e);
        }
        awaitAnswer();
    }

    /** Server and load generator are installed. */
    static boolean available() {
        return Stream.of(SERVER, BENCHMARK).allMatch(Files::isExecutable);
    }

    private void awaitAnswer() {
        long limit = System.nanoTime() + START_LIMIT.toNanos();
        while (!answers()) {
            if (!server.isAlive() || System.nanoTime() > limit) {
                server.destroyForcibly();
                throw new IllegalStateException("redis-server does not answer: port=" + port);
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
    }

    private boolean answers() {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException notYet) {
            return false;
        }
    }

    @Override
    public String name() {
        return "redis GET";
    }

    long pid() {
        return server.pid();
    }

    @Override
    public double measure() {
        double rough = requests(FEW);
        int count = (int) Math.max(FEW, time.toNanos() / rough);
        long before = processorNanos();
        double nanos = requests(count);
        processorNanosPerRequest = (processorNanos() - before) / (double) count;
        return nanos;
    }

    private double requests(int count) {
        List<String> lines = Shell.run(command(count), Map.of(), RUN_LIMIT).orThrow().out().lines().toList();
        /* "test","rps",… and then "GET","123456.78",… */
        String figure = lines.get(lines.size() - 1).split(",")[1].replace("\"", "");
        return 1e9 / Double.parseDouble(figure);
    }

    private List<String> command(int count) {
        return List.of(BENCHMARK.toString(), "-h", "127.0.0.1", "-p", Integer.toString(port), "-t", "get", "-c",
                Integer.toString(CONNECTIONS), "-n", Integer.toString(count), "--csv");
    }

    /** CPU time of the server per request, in the same measurement: what a busy machine does not disturb. Measure this load first. */
    Load processorTime() {
        return new ProcessorTime();
    }

    private long processorNanos() {
        try {
            return Long.parseLong(Files.readString(Path.of("/proc/" + server.pid() + "/schedstat")).split(" ")[0]);
        } catch (IOException e) {
            throw new UncheckedIOException("redis-server is gone", e);
        }
    }

    private final class ProcessorTime implements Load {
        @Override
        public String name() {
            return RedisLoad.this.name() + ", CPU";
        }

        @Override
        public double measure() {
            return processorNanosPerRequest;
        }

        @Override
        public void close() {}
    }

    @Override
    public void close() {
        server.destroy();
        try {
            if (!server.waitFor(START_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                server.destroyForcibly();
            }
        } catch (InterruptedException e) {
            server.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
