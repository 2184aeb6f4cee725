// SPDX-License-Identifier: Apache-2.0
package io.winnow.sweep.rare;

import io.winnow.testbed.OciSpec;
import io.winnow.testbed.Ports;
import io.winnow.testbed.Redis;
import io.winnow.testbed.Rootfs;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** A database, and a cache with threads, also behind a program that changes user for it. */
final class RareStores {
    private static final String MEMCACHED_STATS = "stats\r\nquit\r\n";

    private RareStores() {
    }

    static Map<String, Supplier<RareProgram>> all() {
        return Map.of("redis", RareStores::redis, "memcached", RareStores::memcached, "gosu", RareStores::gosu);
    }

    private static RareProgram redis() {
        int port = Ports.free();
        OciSpec spec = Redis.spec(port).withTmpfs("/var/lib/redis", "mode=750", "uid=999", "gid=999", "size=2m");
        Consumer<RareRun> load = run -> run.expect("SET greeting hello\r\nGET greeting\r\nQUIT\r\n", RarePrograms.HELLO);
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
        List<RarePath> second = List.of(new RarePath("graceful stop", run -> RarePrograms.stop(run, "TERM")));
        // as the first process of its namespace it cannot end itself by the signal that it answered
        List<RarePath> third = List.of(new RarePath("abort with backtrace", run -> {
            run.signal("SEGV");
            run.await("report", () -> run.output().contains("BUG REPORT END"));
        }));
        return new RareProgram("redis", Redis.rootfs(), spec, port, load, List.of(first, second, third));
    }

    private static RareProgram memcached() {
        return memcached("memcached", Rootfs.create(), List.of());
    }

    /** Changes user for a program and becomes that: its own rare paths are those of the program. */
    private static RareProgram gosu() {
        return memcached("gosu", Rootfs.create().programs("/usr/sbin/gosu"), List.of("/usr/sbin/gosu", "www-data:www-data"));
    }

    /** @param before the words of the command before its own */
    private static RareProgram memcached(String name, Rootfs rootfs, List<String> before) {
        int port = Ports.free();
        List<String> command = new ArrayList<>(before);
        command.addAll(List.of("/usr/bin/memcached", "-u", "www-data", "-l", "127.0.0.1", "-p", Integer.toString(port), "-U", "0", "-t", "2", "-m", "8"));
        OciSpec spec = OciSpec.of(command.toArray(String[]::new));
        Consumer<RareRun> load = run -> run.expect("set a 0 0 5\r\nhello\r\nget a\r\nquit\r\n", RarePrograms.HELLO);
        List<RarePath> first = List.of(
                new RarePath("connection reset", run -> run.reset(MEMCACHED_STATS)),
                new RarePath("EMFILE", run -> run.exhaustFiles(run.pid(), "get a\r\n")),
                new RarePath("memory pressure", run -> {
                    for (int key = 0; key < 40; key++) {
                        run.expect("set k" + key + " 0 0 500000\r\n" + "x".repeat(500_000) + "\r\nquit\r\n", "STORED");
                    }
                }),
                new RarePath("graceful stop", run -> RarePrograms.stop(run, "USR1")));
        List<RarePath> second = List.of(new RarePath("hard stop", run -> RarePrograms.stop(run, "TERM")));
        return new RareProgram(name, rootfs.programs("/usr/bin/memcached"), spec, port, load, List.of(first, second));
    }
}
