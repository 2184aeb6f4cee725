// SPDX-License-Identifier: Apache-2.0
package io.winnow.sweep.rare;

import io.winnow.testbed.Nginx;
import io.winnow.testbed.OciSpec;
import io.winnow.testbed.Ports;
import io.winnow.testbed.Rootfs;
import io.winnow.testbed.Text;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/** The programs: a web server, a proxy, a server in Go, and those of {@link RareStores} and {@link RareScripts}. */
final class RarePrograms {
    static final String HELLO = "hello";

    private RarePrograms() {
    }

    static Map<String, Supplier<RareProgram>> all() {
        Map<String, Supplier<RareProgram>> all = new TreeMap<>();
        all.put("nginx", RarePrograms::nginx);
        all.put("haproxy", RarePrograms::haproxy);
        all.put("prometheus", RarePrograms::prometheus);
        all.putAll(RareStores.all());
        all.putAll(RareScripts.all());
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
                    run.expectPage("/", HELLO);
                }),
                new RarePath("log rotation", run -> {
                    move(log, log.resolveSibling("access.log.1"));
                    run.signal("USR1");
                    run.await("new log", () -> Files.exists(log));
                    run.expectPage("/", HELLO);
                }),
                new RarePath("config error", run -> {
                    Text.write(file, configuration + "nonsense");
                    run.signal("HUP");
                    run.await("complaint", () -> run.output().contains("[emerg]"));
                    Text.write(file, configuration);
                }),
                new RarePath("crash of a child", run -> endWorker(run, "SEGV")),
                new RarePath("OOM of a child", run -> endWorker(run, "KILL")),
                new RarePath("connection reset", run -> run.reset("GET /large.bin HTTP/1.0\r\n\r\n")),
                new RarePath("full disk", run -> run.say("POST /upload HTTP/1.0\r\nContent-Length: 524288\r\n\r\n" + "x".repeat(524288))),
                new RarePath("DNS failure", run -> run.expectPage("/unresolved", " 502 ")),
                new RarePath("EMFILE", run -> run.exhaustFiles(run.children().get(0), "GET / HTTP/1.0\r\n")),
                new RarePath("graceful stop", run -> stop(run, "QUIT")));
        List<RarePath> second = List.of(new RarePath("abort of a child", run -> endWorker(run, "ABRT")), new RarePath("hard stop", run -> stop(run, "TERM")));
        return new RareProgram("nginx", rootfs, spec, port, run -> run.expectPage("/", HELLO), List.of(first, second));
    }

    /** With a master that starts a new worker for a new configuration, and ends if a worker crashes. */
    private static RareProgram haproxy() {
        int port = Ports.free();
        String configuration = Text.resource(RarePrograms.class, "haproxy.cfg").replace("@PORT@", Integer.toString(port));
        Rootfs rootfs = Rootfs.create().programs("/usr/sbin/haproxy").directory("/var/empty", "r-xr-xr-x").file("/etc/haproxy.cfg", configuration);
        Path file = rootfs.path().resolve("etc/haproxy.cfg");
        OciSpec spec = OciSpec.of("/usr/sbin/haproxy", "-W", "-f", "/etc/haproxy.cfg");
        List<RarePath> first = List.of(
                new RarePath("reload", run -> {
                    List<Long> before = run.children();
                    run.signal("USR2");
                    run.await("new worker", () -> !run.children().isEmpty() && run.children().stream().noneMatch(before::contains));
                    run.expectPage("/", HELLO);
                }),
                new RarePath("backend away", run -> run.expectPage("/gone", " 503 ")),
                new RarePath("DNS failure", run -> run.expectPage("/unresolved", " 503 ")),
                new RarePath("connection reset", run -> run.reset("GET / HTTP/1.0\r\n\r\n")),
                new RarePath("EMFILE", run -> run.exhaustFiles(run.children().get(0), "GET / HTTP/1.0\r\n")),
                new RarePath("config error", run -> {
                    Text.write(file, configuration + "nonsense\n");
                    run.signal("USR2");
                    run.await("complaint", () -> run.output().contains("[ALERT]"));
                    Text.write(file, configuration);
                    run.expectPage("/", HELLO);
                }),
                new RarePath("crash of a child", run -> {
                    run.signal(run.children().get(0), "SEGV");
                    run.awaitEnd();
                }));
        List<RarePath> second = List.of(new RarePath("graceful stop", run -> stop(run, "USR1")));
        List<RarePath> third = List.of(new RarePath("hard stop", run -> stop(run, "TERM")));
        return new RareProgram("haproxy", rootfs, spec, port, run -> run.expectPage("/", HELLO), List.of(first, second, third));
    }

    private static RareProgram prometheus() {
        int port = Ports.free();
        String configuration = "scrape_configs: []\n";
        Rootfs rootfs = Rootfs.create().programs("/usr/bin/prometheus").file("/etc/prometheus.yml", configuration);
        Path file = rootfs.path().resolve("etc/prometheus.yml");
        OciSpec spec = OciSpec.of("/usr/bin/prometheus", "--config.file=/etc/prometheus.yml", "--storage.tsdb.path=/data", "--web.listen-address=127.0.0.1:" + port)
                .withTmpfs("/data");
        List<RarePath> first = List.of(
                new RarePath("reload", run -> {
                    Text.write(file, "global:\n  external_labels:\n    reloaded: twice\n");
                    run.signal("HUP");
                    run.expectPage("/api/v1/status/config", "twice");
                }),
                new RarePath("config error", run -> {
                    Text.write(file, "nonsense");
                    run.signal("HUP");
                    run.await("complaint", () -> run.output().contains("couldn't load configuration"));
                    Text.write(file, configuration);
                }),
                new RarePath("profiler", run -> run.get("/debug/pprof/profile?seconds=1")),
                new RarePath("connection reset", run -> run.reset("GET /metrics HTTP/1.0\r\n\r\n")),
                new RarePath("EMFILE", run -> run.exhaustFiles(run.pid(), "GET / HTTP/1.0\r\n")),
                new RarePath("graceful stop", run -> stop(run, "TERM")));
        List<RarePath> second = List.of(new RarePath("abort with backtrace", run -> stop(run, "QUIT")));
        return new RareProgram("prometheus", rootfs, spec, port, run -> run.expectPage("/-/healthy", "Healthy"), List.of(first, second));
    }

    private static void endWorker(RareRun run, String signal) {
        long worker = run.children().get(0);
        run.signal(worker, signal);
        run.await("new worker", () -> !run.children().isEmpty() && !run.children().contains(worker));
        run.expectPage("/", HELLO);
    }

    static void stop(RareRun run, String signal) {
        run.signal(signal);
        run.awaitEnd();
    }

    private static void move(Path from, Path to) {
        try {
            Files.move(from, to);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot rename " + from, e);
        }
    }
}
