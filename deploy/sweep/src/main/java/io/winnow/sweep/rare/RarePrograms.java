// SPDX-License-Identifier: Apache-2.0
package io.winnow.sweep.rare;

import io.winnow.testbed.Nginx;
import io.winnow.testbed.OciSpec;
import io.winnow.testbed.Ports;
import io.winnow.testbed.Redis;
import io.winnow.testbed.Rootfs;
import io.winnow.testbed.Text;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** The programs: a web server, a database, a cache with threads, and an interpreter. */
final class RarePrograms {
    private static final String MEMCACHED_STATS = "stats\r\nquit\r\n";

    private RarePrograms() {
    }

    static Map<String, Supplier<RareProgram>> all() {
        Map<String, Supplier<RareProgram>> all = new LinkedHashMap<>();
        all.put("nginx", RarePrograms::nginx);
        all.put("redis", RarePrograms::redis);
        all.put("memcached", RarePrograms::memcached);
        all.put("python", RarePrograms::python);
        return all;
    }

    private static RareProgram nginx() {
        int port = Ports.free();
        Rootfs rootfs = Nginx.rootfs(port);
        String configuration = Text.resource(RarePrograms.class, "nginx.conf").replace("@PORT@", Integer.toString(port));
        Path file = rootfs.path().resolve("etc/nginx/nginx.conf");
        Path log = rootfs.path().resolve("var/log/nginx/access.log");
        Text.write(file, configuration);
        OciSpec spec = Nginx.spec().withTmpfs("/var/lib/nginx", "mode=755", "size=128k");
        List<RarePath> first = List.of(
                new RarePath("reload", run -> {
                    List<Long> before = run.children();
                    run.signal("HUP");
                    run.await("new worker", () -> !run.children().isEmpty() && run.children().stream().noneMatch(before::contains));
                    run.expectPage("/", "hello");
                }),
                new RarePath("log rotation", run -> {
                    move(log, log.resolveSibling("access.log.1"));
                    run.signal("USR1");
                    run.await("new log", () -> Files.exists(log));
                    run.expectPage("/", "hello");
                }),
                new RarePath("config error", run -> {
                    Text.write(file, configuration + "nonsense");
                    run.signal("HUP");
                    run.await("complaint", () -> run.output().contains("[emerg]"));
                    Text.write(file, configuration);
                }),
                new RarePath("crash of a child", run -> endWorker(run, "SEGV")),
                new RarePath("connection reset", run -> run.reset("GET /large.bin HTTP/1.0\r\n\r\n")),
                new RarePath("full disk", run -> run.say("POST /upload HTTP/1.0\r\nContent-Length: 524288\r\n\r\n" + "x".repeat(524288))),
                new RarePath("DNS failure", run -> run.expectPage("/unresolved", " 502 ")),
                new RarePath("EMFILE", run -> run.exhaustFiles(run.children().get(0), "GET / HTTP/1.0\r\n")),
                new RarePath("graceful stop", run -> stop(run, "QUIT")));
        List<RarePath> second = List.of(new RarePath("abort of a child", run -> endWorker(run, "ABRT")), new RarePath("hard stop", run -> stop(run, "TERM")));
        return new RareProgram("nginx", rootfs, spec, port, run -> run.expectPage("/", "hello"), List.of(first, second));
    }

    private static RareProgram redis() {
        int port = Ports.free();
        OciSpec spec = Redis.spec(port).withTmpfs("/var/lib/redis", "mode=750", "uid=999", "gid=999", "size=2m");
        Consumer<RareRun> load = run -> run.expect("SET greeting hello\r\nGET greeting\r\nQUIT\r\n", "hello");
        List<RarePath> first = List.of(
                new RarePath("snapshot", run -> {
                    run.expect("BGSAVE\r\nQUIT\r\n", "+Background saving started");
                    run.expect("INFO persistence\r\nQUIT\r\n", "rdb_last_bgsave_status:ok");
                }),
                new RarePath("log rewrite", run -> run.expect("BGREWRITEAOF\r\nQUIT\r\n", "+Background append only")),
                new RarePath("DNS failure", run -> {
                    run.say("REPLICAOF no.such.host.invalid 1\r\nQUIT\r\n");
                    run.expect("INFO replication\r\nQUIT\r\n", "master_host:no.such.host.invalid");
                    run.say("REPLICAOF NO ONE\r\nQUIT\r\n");
                }),
                new RarePath("connection reset", run -> run.reset("INFO\r\n")),
                new RarePath("EMFILE", run -> run.exhaustFiles(run.pid(), "PING\r\n")),
                new RarePath("memory pressure", run -> run.expect("CONFIG SET maxmemory 1mb\r\nCONFIG SET maxmemory-policy allkeys-lru\r\nDEBUG SLEEP 0\r\nQUIT\r\n", "OK")),
                new RarePath("full disk", run -> {
                    for (int key = 0; key < 24; key++) {
                        run.say("SET key" + key + " " + "x".repeat(200_000) + "\r\nQUIT\r\n");
                    }
                }));
        List<RarePath> second = List.of(new RarePath("graceful stop", run -> stop(run, "TERM")));
        List<RarePath> third = List.of(new RarePath("abort with backtrace", run -> stop(run, "SEGV")));
        return new RareProgram("redis", Redis.rootfs(), spec, port, load, List.of(first, second, third));
    }

    /** The server of a whole root file system, as root. */
    static RareProgram redisIn(Path root) {
        int port = Ports.free();
        OciSpec spec = OciSpec.of("/usr/bin/redis-server", "--port", Integer.toString(port), "--bind", "127.0.0.1", "--dir", "/tmp", "--save", "").withTmpfs("/tmp");
        Consumer<RareRun> load = run -> run.expect("SET greeting hello\r\nGET greeting\r\nQUIT\r\n", "hello");
        List<RarePath> only = List.of(new RarePath("another C library", run -> run.expect("PING\r\nQUIT\r\n", "PONG")));
        return new RareProgram("redis-libc", Rootfs.at(root), spec, port, load, List.of(only));
    }

    private static RareProgram memcached() {
        int port = Ports.free();
        Rootfs rootfs = Rootfs.create().programs("/usr/bin/memcached");
        OciSpec spec = OciSpec.of("/usr/bin/memcached", "-u", "www-data", "-l", "127.0.0.1", "-p", Integer.toString(port), "-U", "0", "-t", "2", "-m", "8");
        Consumer<RareRun> load = run -> run.expect("set a 0 0 5\r\nhello\r\nget a\r\nquit\r\n", "hello");
        List<RarePath> first = List.of(
                new RarePath("connection reset", run -> run.reset(MEMCACHED_STATS)),
                new RarePath("EMFILE", run -> run.exhaustFiles(run.pid(), "get a\r\n")),
                new RarePath("memory pressure", run -> {
                    for (int key = 0; key < 40; key++) {
                        run.expect("set k" + key + " 0 0 500000\r\n" + "x".repeat(500_000) + "\r\nquit\r\n", "STORED");
                    }
                }),
                new RarePath("graceful stop", run -> stop(run, "USR1")));
        List<RarePath> second = List.of(new RarePath("hard stop", run -> stop(run, "TERM")));
        return new RareProgram("memcached", rootfs, spec, port, load, List.of(first, second));
    }

    private static RareProgram python() {
        int port = Ports.free();
        Path interpreter = real(Path.of("/usr/bin/python3"));
        Rootfs rootfs = Rootfs.create().programs(interpreter.toString(), "/bin/sh", "/bin/cat").file("/app/serving.py", Text.resource(RarePrograms.class, "serving.py"));
        OciSpec spec = OciSpec.of(interpreter.toString(), "-I", "-S", "-B", "-X", "faulthandler", "/app/serving.py", Integer.toString(port))
                .withTmpfs("/tmp", "size=128k")
                .withHostDirectories(Path.of("/usr/lib").resolve(interpreter.getFileName()));
        List<RarePath> first = List.of(
                path("log rotation", "/rotate"), path("crash of a child", "/child"), path("DNS failure", "/resolve"), path("full disk", "/fill"),
                path("time zone and locale change", "/zone"), path("memory pressure", "/memory"),
                new RarePath("reload", run -> {
                    run.signal("HUP");
                    run.expectPage("/reloads", "reloads 1");
                }),
                new RarePath("connection reset", run -> run.reset("GET /large HTTP/1.0\r\n\r\n")),
                new RarePath("EMFILE", run -> run.exhaustFiles(run.pid(), "GET / HTTP/1.0\r\n")),
                new RarePath("graceful stop", run -> stop(run, "TERM")));
        List<RarePath> second = List.of(new RarePath("abort with backtrace", run -> stop(run, "ABRT")));
        return new RareProgram("python", rootfs, spec, port, run -> run.expectPage("/", "hello"), List.of(first, second));
    }

    private static RarePath path(String name, String page) {
        return new RarePath(name, run -> run.expectPage(page, "done"));
    }

    private static void endWorker(RareRun run, String signal) {
        long worker = run.children().get(0);
        run.signal(worker, signal);
        run.await("new worker", () -> !run.children().isEmpty() && !run.children().contains(worker));
        run.expectPage("/", "hello");
    }

    private static void stop(RareRun run, String signal) {
        run.signal(signal);
        run.awaitEnd();
    }

    private static Path real(Path path) {
        try {
            return path.toRealPath();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot find " + path, e);
        }
    }

    private static void move(Path from, Path to) {
        try {
            Files.move(from, to);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot rename " + from, e);
        }
    }
}
